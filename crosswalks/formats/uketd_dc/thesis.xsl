<?xml version="1.0" encoding="UTF-8"?>
<!-- UKETD_DC to thesis XML (docs/thesis-xml.md). Elements are matched by local name: EPrints and DSpace use other
     namespaces than the official XSD. An identifier typed as URI is the address of a file (EThOS profile);
     the page of the thesis is isReferencedBy. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                exclude-result-prefixes="oai xsi">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <!-- EPrints writes the advisor's iD in the same element as the author's, sometimes with a rel. -->
        <xsl:variable name="lone" select="*[local-name() = 'authoridentifier'][not(@rel)]
                                          [count(../*[local-name() = 'authoridentifier']) = 1]
                                          [count(../*[local-name() = 'creator']) = 1]"/>
        <thesis>
          <xsl:for-each select="*[local-name() = 'title']">
            <title from="{name()}" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'alternative']">
            <title kind="alternative" from="{name()}" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'creator']">
            <person kind="creator" from="{name()}" link="{@resource | @id} {$lone}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'advisor']">
            <person kind="advisor" from="{name()}" link="{@resource | @id}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'contributor']">
            <person from="{name()}" link="{@resource | @id}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'issued' or local-name() = 'dateAccepted']">
            <date kind="{local-name()}" from="{name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'date']">
            <date from="{name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'embargodate' or local-name() = 'embargo_date']">
            <date kind="embargo" from="{name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'isReferencedBy']">
            <identifier kind="landing" from="{name()}"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'identifier'][not(contains(@xsi:type, 'URI'))]">
            <identifier kind="{substring-after(@xsi:type, ':')}" from="{name()}"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'identifier'][contains(@xsi:type, 'URI')]">
            <identifier kind="file" from="{name()}"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'abstract']">
            <abstract kind="abstract" from="{name()}" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'description']">
            <abstract kind="description" from="{name()}" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'type']">
            <type from="{name()}"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'language']">
            <language from="{name()}"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'qualificationname']">
            <degree kind="name" from="{name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'qualificationlevel']">
            <degree kind="level" from="{name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <!-- EThOS defines it as the award date; elsewhere it is the acceptance of the thesis. -->
          <xsl:for-each select="*[local-name() = 'dateAccepted']">
            <degree kind="date" from="{name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'institution']">
            <degree kind="grantor" from="{name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'department']">
            <degree kind="department" from="{name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'commercial' or local-name() = 'publisher']">
            <publisher from="{name()}"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'sponsor']">
            <relation kind="funder" from="{name()}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'grantnumber']">
            <relation kind="grant" from="{name()}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'hasVersion' or local-name() = 'references' or local-name() = 'relation']">
            <relation kind="{local-name()}" from="{name()}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'subject']">
            <subject from="{name()}" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'rights' or local-name() = 'accessRights']">
            <rights from="{name()}"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>
</xsl:stylesheet>
