<?xml version="1.0" encoding="UTF-8"?>
<!-- Qualified Dublin Core (dc: with dcterms:) to thesis XML (docs/thesis-xml.md), and the degree where a platform adds
     one (thesis.degree.name, etdms:degree). Elements are matched by local name. -->
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
          <xsl:for-each select="*[local-name() = 'alternative']">
            <title kind="alternative" from="{name()}" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'creator']">
            <person kind="creator" from="{name()}" link="{@resource | @id | @xml:id}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'contributor']">
            <person kind="{@role}" from="{name()}" link="{@resource | @id | @xml:id}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'contributor.advisor' or local-name() = 'advisor']">
            <person kind="advisor" from="{name()}" link="{@resource | @id | @xml:id}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'issued' or local-name() = 'created' or local-name() = 'dateAccepted' or local-name() = 'dateSubmitted'
                                or local-name() = 'available' or local-name() = 'dateCopyrighted' or local-name() = 'modified' or local-name() = 'valid']">
            <date kind="{local-name()}" from="{name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'date']">
            <date from="{name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'identifier']">
            <identifier from="{name()}"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'bibliographicCitation']">
            <citation from="{name()}"><xsl:value-of select="."/></citation>
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
          <xsl:for-each select="*[starts-with(local-name(), 'thesis.degree.')]">
            <degree kind="{substring-after(local-name(), 'thesis.degree.')}" from="{name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[starts-with(local-name(), 'degree.')]">
            <degree kind="{substring-after(local-name(), 'degree.')}" from="{name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'degree']/*">
            <degree kind="{local-name()}" from="degree/{name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'publisher']">
            <publisher from="{name()}"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <!-- Where isPartOf leads (a series, a collection, a web site), is not said. -->
          <xsl:for-each select="*[local-name() = 'isPartOf' or local-name() = 'isVersionOf' or local-name() = 'hasVersion' or local-name() = 'hasPart'
                                or local-name() = 'references' or local-name() = 'isReferencedBy' or local-name() = 'replaces'
                                or local-name() = 'isReplacedBy' or local-name() = 'requires' or local-name() = 'source']">
            <relation kind="{local-name()}" from="{name()}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'relation']">
            <relation from="{name()}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'subject']">
            <subject from="{name()}" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'rights' or local-name() = 'accessRights' or local-name() = 'license']">
            <rights from="{name()}"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>
</xsl:stylesheet>
