<?xml version="1.0" encoding="UTF-8"?>
<!-- Unqualified Dublin Core to thesis XML (docs/thesis-xml.md). Nothing in it says what a date or a contributor is,
     so no kind is written. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/"
                exclude-result-prefixes="oai">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <thesis>
          <xsl:for-each select="*[local-name() = 'title']">
            <title from="dc:title" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <!-- An iD on the element itself: DCMI's proposal writes id or resource, ORBilu xml:id. -->
          <xsl:for-each select="*[local-name() = 'creator']">
            <person kind="creator" from="dc:creator" link="{@resource | @id | @xml:id}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'contributor']">
            <person from="dc:contributor" link="{@resource | @id | @xml:id}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'date']">
            <date from="dc:date"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'identifier']">
            <identifier from="dc:identifier"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'description']">
            <abstract kind="description" from="dc:description" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'type']">
            <type from="dc:type"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'language']">
            <language from="dc:language"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'publisher']">
            <publisher from="dc:publisher"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'relation']">
            <relation from="dc:relation"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'source']">
            <relation kind="source" from="dc:source"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'subject']">
            <subject from="dc:subject" lang="{@xml:lang | @lang}"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'rights']">
            <rights from="dc:rights"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>
</xsl:stylesheet>
