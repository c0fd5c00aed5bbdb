<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:etd="http://www.ndltd.org/standards/metadata/etdms/1.1/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:oai="http://www.openarchives.org/OAI/2.0/"
    xmlns:work="http://www.orcid.org/ns/work" xmlns:common="http://www.orcid.org/ns/common" exclude-result-prefixes="etd dc dcterms oai">
  <xsl:template match="/"><xsl:apply-templates select="//etd:thesis"/></xsl:template>
  <xsl:template match="etd:thesis">
    <work:work>
      <work:title>
        <common:title><xsl:value-of select="dc:title[1]"/></common:title>
        <xsl:if test="dcterms:alternative[1]/@xml:lang">
          <common:translated-title language-code="{dcterms:alternative[1]/@xml:lang}"><xsl:value-of select="dcterms:alternative[1]"/></common:translated-title>
        </xsl:if>
      </work:title>
      <work:short-description><xsl:value-of select="substring(dc:description[1], 1, 5000)"/></work:short-description>
      <work:type>dissertation-thesis</work:type>
      <common:publication-date>
        <common:year><xsl:value-of select="substring(dc:date, 1, 4)"/></common:year>
        <xsl:if test="string-length(dc:date) &gt; 6"><common:month><xsl:value-of select="substring(dc:date, 6, 2)"/></common:month></xsl:if>
      </common:publication-date>
      <common:external-ids>
        <xsl:for-each select="dc:identifier">
          <common:external-id>
            <xsl:choose>
              <xsl:when test="contains(., 'doi.org/')">
                <common:external-id-type>doi</common:external-id-type>
                <common:external-id-value><xsl:value-of select="substring-after(., 'doi.org/')"/></common:external-id-value>
              </xsl:when>
              <xsl:when test="contains(., 'hdl.handle.net/')">
                <common:external-id-type>handle</common:external-id-type>
                <common:external-id-value><xsl:value-of select="substring-after(., 'hdl.handle.net/')"/></common:external-id-value>
              </xsl:when>
              <xsl:otherwise>
                <common:external-id-type>uri</common:external-id-type>
                <common:external-id-value><xsl:value-of select="."/></common:external-id-value>
              </xsl:otherwise>
            </xsl:choose>
            <common:external-id-url><xsl:value-of select="."/></common:external-id-url>
            <common:external-id-relationship>self</common:external-id-relationship>
          </common:external-id>
        </xsl:for-each>
      </common:external-ids>
      <common:url><xsl:value-of select="dc:identifier[last()]"/></common:url>
      <work:contributors>
        <xsl:for-each select="dc:creator | dc:contributor[@role = 'advisor']">
          <work:contributor>
            <work:credit-name><xsl:value-of select="normalize-space(substring-after(., ','))"/><xsl:text> </xsl:text><xsl:value-of select="substring-before(., ',')"/></work:credit-name>
            <work:contributor-attributes>
              <work:contributor-sequence><xsl:choose><xsl:when test="position() = 1">first</xsl:when><xsl:otherwise>additional</xsl:otherwise></xsl:choose></work:contributor-sequence>
              <work:contributor-role>author</work:contributor-role>
            </work:contributor-attributes>
          </work:contributor>
        </xsl:for-each>
      </work:contributors>
      <common:language-code><xsl:value-of select="dc:title[1]/@xml:lang"/></common:language-code>
    </work:work>
  </xsl:template>
</xsl:stylesheet>
