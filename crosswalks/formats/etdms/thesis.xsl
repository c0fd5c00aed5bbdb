<?xml version="1.0" encoding="UTF-8"?>
<!-- ETD-MS 1.0 and 1.1 to thesis XML (docs/thesis-xml.md).
     Elements are matched by local name: 1.0 keeps all in its own namespace, 1.1 borrows dc: and dcterms:,
     and real records mix both or write no namespace at all. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/"
                exclude-result-prefixes="oai">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <thesis>
          <xsl:for-each select="*[local-name() = 'title']">
            <title from="{name()}" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'alternativeTitle' or local-name() = 'alternative'
                                  or local-name() = 'title.alternative']">
            <title kind="alternative" from="{name()}" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'creator']">
            <person kind="creator" from="{name()}" link="{@resource | @id}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'contributor']">
            <person kind="{@role}" from="{name()}" link="{@resource | @id}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'date']">
            <date from="{name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'identifier']">
            <identifier from="{name()}"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <!-- ETD-MS 1.0: a description without role is the full abstract; note and release are not. -->
          <xsl:for-each select="*[local-name() = 'description'][not(@role) or @role = 'abstract']
                                | *[local-name() = 'description.abstract' or local-name() = 'abstract']">
            <abstract kind="abstract" from="{name()}" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'description'][@role != 'abstract']">
            <abstract kind="note" from="{name()}[@role='{@role}']" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'type']">
            <type from="{name()}"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'language']">
            <language from="{name()}"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'degree']/*">
            <degree kind="{local-name()}" from="degree/{name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'publisher']">
            <publisher from="{name()}"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'publisher']/@country">
            <publisher kind="country" from="publisher/@country"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'subject']">
            <subject from="{name()}" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'rights']">
            <rights from="{name()}"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>
</xsl:stylesheet>
