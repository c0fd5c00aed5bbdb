<?xml version="1.0" encoding="UTF-8"?>
<!-- base_dc, in which the search engine BASE hands on what it harvested, to thesis XML (docs/thesis-xml.md):
     unqualified Dublin Core, and fields that BASE normalised. base_dc:country is that of the repository. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
                xmlns:base="http://oai.base-search.net/base_dc/"
                exclude-result-prefixes="oai dc base">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <thesis>
          <xsl:for-each select="dc:title">
            <title from="dc:title"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="dc:creator">
            <person kind="creator" from="dc:creator"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="dc:contributor">
            <person from="dc:contributor"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="dc:date">
            <date from="dc:date"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="base:year">
            <date from="base_dc:year"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="dc:identifier">
            <identifier from="dc:identifier"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="base:link">
            <identifier kind="landing" from="base_dc:link"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="base:doi">
            <identifier kind="doi" from="base_dc:doi"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="dc:description">
            <abstract kind="description" from="dc:description"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="dc:type">
            <type from="dc:type"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="base:typenorm">
            <type kind="typenorm" from="base_dc:typenorm">typenorm:<xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="dc:language">
            <language from="dc:language"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="base:lang[. != 'unknown']">
            <language from="base_dc:lang"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="dc:publisher">
            <publisher from="dc:publisher"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <xsl:for-each select="dc:relation">
            <relation from="dc:relation"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="dc:source">
            <relation kind="source" from="dc:source"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="dc:subject">
            <subject from="dc:subject"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="dc:rights">
            <rights from="dc:rights"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>
</xsl:stylesheet>
