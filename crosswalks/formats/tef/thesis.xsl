<?xml version="1.0" encoding="UTF-8"?>
<!-- TEF, the format of French theses, to thesis XML (docs/thesis-xml.md). It is spread over METS: thesisRecord
     describes the thesis, thesisAdmin names people, degree and day of the defence (dcterms:dateAccepted). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/" xmlns:tef="http://www.abes.fr/abes/documents/tef"
                xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                exclude-result-prefixes="oai tef dc dcterms xsi">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <xsl:variable name="record" select="descendant-or-self::tef:thesisRecord"/>
        <xsl:variable name="admin" select=".//tef:thesisAdmin"/>
        <thesis>
          <xsl:for-each select="$record/dc:title">
            <title from="dc:title" lang="{@xml:lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="$record/dcterms:alternative">
            <title kind="alternative" from="dcterms:alternative" lang="{@xml:lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="$admin/tef:auteur | $admin/*[local-name() = 'coAuteur']">
            <person kind="creator" from="{name()}" link="{tef:autoriteExterne[contains(translate(@autoriteSource, 'ORCID', 'orcid'), 'orcid') or contains(., 'orcid.org')]}"><xsl:call-template name="name"/></person>
          </xsl:for-each>
          <xsl:for-each select="$admin/tef:directeurThese | $admin/tef:rapporteur | $admin/tef:presidentJury | $admin/tef:membreJury">
            <person kind="{local-name()}" from="{name()}" link="{tef:autoriteExterne[contains(translate(@autoriteSource, 'ORCID', 'orcid'), 'orcid') or contains(., 'orcid.org')]}"><xsl:call-template name="name"/></person>
          </xsl:for-each>
          <xsl:for-each select="$admin/dcterms:dateAccepted">
            <date kind="dateAccepted" from="dcterms:dateAccepted"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select=".//@restrictionTemporelleFin">
            <date kind="embargo" from="@restrictionTemporelleFin"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="$admin/dc:identifier">
            <identifier kind="{substring-after(@xsi:type, ':')}" from="dc:identifier"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select=".//tef:edition/dc:identifier">
            <identifier kind="file" from="tef:edition/dc:identifier"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="$record/dcterms:abstract">
            <abstract kind="abstract" from="dcterms:abstract" lang="{@xml:lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="$record/dc:type">
            <type from="dc:type"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="$record/dc:language">
            <language from="dc:language"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="$admin/tef:thesis.degree/*[local-name() != 'thesis.degree.grantor']">
            <degree kind="{substring-after(local-name(), 'thesis.degree.')}" from="{name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="$admin/tef:thesis.degree/tef:thesis.degree.grantor/tef:nom">
            <degree kind="grantor" from="tef:thesis.degree.grantor/tef:nom"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="$record/dc:subject">
            <subject from="dc:subject" lang="{@xml:lang}"><xsl:value-of select="."/></subject>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>

  <xsl:template name="name">
    <xsl:value-of select="tef:nom"/>
    <xsl:if test="tef:prenom != ''">, <xsl:value-of select="tef:prenom"/></xsl:if>
  </xsl:template>
</xsl:stylesheet>
