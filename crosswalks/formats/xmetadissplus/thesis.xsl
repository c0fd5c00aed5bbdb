<?xml version="1.0" encoding="UTF-8"?>
<!-- xMetaDissPlus to thesis XML (docs/thesis-xml.md). Languages stand in lang without prefix; persons are structured
     (pc:), so are corporate bodies (cc:); the degree is DNB's own, though in the namespace of ETD-MS. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                exclude-result-prefixes="oai xsi">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <thesis>
          <xsl:for-each select="*[local-name() = 'title'][not(@*[local-name() = 'type'][. = 'translated'])]">
            <title from="dc:title" lang="{@lang | @xml:lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'title'][@*[local-name() = 'type'][. = 'translated']]">
            <title kind="translated" from="dc:title[@ddb:type='translated']" lang="{@lang | @xml:lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'alternative']">
            <title kind="alternative" from="dcterms:alternative" lang="{@lang | @xml:lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'creator'][not(.//*[local-name() = 'universityOrInstitution'])]">
            <person kind="creator" from="dc:creator" link="{.//@*[contains(., 'orcid.org') or contains(translate(local-name(), 'ORCID', 'orcid'), 'orcid')]}"><xsl:call-template name="name"/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'contributor'][not(.//*[local-name() = 'universityOrInstitution'])]">
            <person kind="{@*[local-name() = 'role']}" from="dc:contributor" link="{.//@*[contains(., 'orcid.org') or contains(translate(local-name(), 'ORCID', 'orcid'), 'orcid')]}"><xsl:call-template name="name"/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'issued' or local-name() = 'dateAccepted' or local-name() = 'created' or local-name() = 'dateSubmitted'
                                or local-name() = 'available' or local-name() = 'modified' or local-name() = 'dateCopyrighted']">
            <date kind="{local-name()}" from="dcterms:{local-name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'date']">
            <date from="dc:date"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'identifier'][not(@*[local-name() = 'type'][. = 'URL'])]">
            <identifier kind="{substring-after(@xsi:type, ':')}" from="{name()}"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'identifier'][@*[local-name() = 'type'][. = 'URL']]">
            <identifier kind="landing" from="ddb:identifier[@ddb:type='URL']"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'transfer']">
            <identifier kind="file" from="ddb:transfer"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'abstract']">
            <abstract kind="abstract" from="dcterms:abstract" lang="{@lang | @xml:lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'description']">
            <abstract kind="description" from="dc:description" lang="{@lang | @xml:lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'type']">
            <type from="dc:type"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'language']">
            <language from="dc:language"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'degree']/*[local-name() != 'grantor']">
            <degree kind="{local-name()}" from="thesis:degree/thesis:{local-name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'degree']/*[local-name() = 'grantor'][not(*)] | *[local-name() = 'degree']/*[local-name() = 'grantor']/*/*[local-name() = 'name']">
            <degree kind="grantor" from="thesis:degree/thesis:grantor"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'degree']/*[local-name() = 'grantor']//*[local-name() = 'department']/*[local-name() = 'name']">
            <degree kind="department" from="thesis:degree/thesis:grantor/cc:department"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'publisher'][not(*)] | *[local-name() = 'publisher']/*/*[local-name() = 'name']">
            <publisher from="dc:publisher"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'isPartOf'][contains(@xsi:type, 'ISSN') or contains(@xsi:type, 'ISBN')]">
            <relation kind="part-of" from="dcterms:isPartOf"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'isPartOf'][contains(@xsi:type, 'noScheme')]">
            <relation kind="series" from="dcterms:isPartOf"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'source']">
            <relation kind="source" from="dc:source"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'relation' or local-name() = 'isVersionOf' or local-name() = 'hasVersion' or local-name() = 'references']">
            <relation kind="{local-name()}" from="{name()}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'subject']">
            <subject from="dc:subject" lang="{@lang | @xml:lang}"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'rights' or local-name() = 'accessRights']">
            <rights from="{name()}"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'rights']/@*[local-name() = 'kind']">
            <rights kind="ddb" from="ddb:rights/@ddb:kind"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>

  <!-- The name that the person uses, family name first; the plain text where nothing is structured. -->
  <xsl:template name="name">
    <xsl:variable name="name" select="(.//*[local-name() = 'name'][@type = 'nameUsedByThePerson' or not(@type)])[1]"/>
    <xsl:variable name="family" select="$name/*[local-name() = 'surName']"/>
    <xsl:variable name="given" select="$name/*[local-name() = 'foreName']"/>
    <xsl:if test="$family and $name/*[local-name() = 'prefix']"><xsl:value-of select="$name/*[local-name() = 'prefix']"/><xsl:text> </xsl:text></xsl:if>
    <xsl:value-of select="$family"/>
    <xsl:if test="$family and $given">, </xsl:if>
    <xsl:value-of select="$given"/>
    <xsl:if test="not($family or $given)"><xsl:value-of select="$name/*[local-name() = 'personEnteredUnderGivenName']"/></xsl:if>
    <xsl:if test="not(*)"><xsl:value-of select="."/></xsl:if>
  </xsl:template>
</xsl:stylesheet>
