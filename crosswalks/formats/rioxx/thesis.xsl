<?xml version="1.0" encoding="UTF-8"?>
<!-- RIOXX 2 and 3 to thesis XML (docs/thesis-xml.md). Version 2 writes a person's name as text and the iD into an
     attribute, version 3 has child elements for both. dc:identifier of version 2 is often the file. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/"
                exclude-result-prefixes="oai">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <thesis>
          <xsl:for-each select="*[local-name() = 'title']">
            <title from="{name()}" lang="{@xml:lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'author' or local-name() = 'creator']">
            <person kind="creator" from="{name()}" link="{@*[contains(., 'orcid')]} {*[local-name() = 'id'][contains(., 'orcid')]}"><xsl:value-of
              select="text()[normalize-space(.)] | *[local-name() = 'name']"/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'contributor']">
            <person from="{name()}" link="{@*[contains(., 'orcid')]} {*[local-name() = 'id'][contains(., 'orcid')]}"><xsl:value-of
              select="text()[normalize-space(.)] | *[local-name() = 'name']"/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'publication_date']">
            <date kind="issued" from="{name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'dateAccepted']">
            <date kind="dateAccepted" from="{name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'record_public_release_date']">
            <date kind="available" from="{name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'identifier']">
            <identifier from="{name()}"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'relation'][@rel = 'item']">
            <identifier kind="file" from="{name()}"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'description']">
            <abstract kind="description" from="{name()}" lang="{@xml:lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'type']">
            <type from="{name()}"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'type']/@uri">
            <type kind="uri" from="{name(..)}/@uri"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'language']">
            <language from="{name()}"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'publisher']">
            <publisher from="{name()}"><xsl:value-of select="text()[normalize-space(.)] | *[local-name() = 'name']"/></publisher>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'version_of_record']">
            <relation kind="version-of" from="{name()}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'project' or local-name() = 'grant']">
            <relation kind="grant" from="{name()}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'project' or local-name() = 'grant']/@funder_name">
            <relation kind="funder" from="{name(..)}/@funder_name"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'source']">
            <relation kind="source" from="{name()}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'ext_relation'] | *[local-name() = 'relation'][not(@rel = 'item')]">
            <relation kind="{@rel}" from="{name()}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'subject']">
            <subject from="{name()}" lang="{@xml:lang}"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'license_ref' or local-name() = 'rights']">
            <rights from="{name()}"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'free_to_read']/@start_date | *[local-name() = 'license_ref']/@start_date">
            <rights kind="available" from="{name(..)}/@start_date"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>
</xsl:stylesheet>
