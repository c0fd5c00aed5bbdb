<?xml version="1.0" encoding="UTF-8"?>
<!-- DataCite 2 to 4 to thesis XML (docs/thesis-xml.md). OpenAIRE's format builds on it and includes this file:
     language, description and publisher are then dc: elements directly below the root. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/"
                exclude-result-prefixes="oai">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <thesis>
          <xsl:for-each select="*[local-name() = 'titles']/*[local-name() = 'title']">
            <title kind="{@titleType}" from="title" lang="{@xml:lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'creators']/*[local-name() = 'creator'][not(*[local-name() = 'creatorName']/@nameType = 'Organizational')]">
            <person kind="creator" from="creator"><xsl:attribute name="link"><xsl:call-template name="link"/></xsl:attribute><xsl:call-template name="name"/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'contributors']/*[local-name() = 'contributor'][not(*[local-name() = 'contributorName']/@nameType = 'Organizational')]">
            <person kind="{@contributorType}" from="contributor"><xsl:attribute name="link"><xsl:call-template name="link"/></xsl:attribute><xsl:call-template name="name"/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'publicationYear']">
            <date kind="issued" from="publicationYear"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'dates']/*[local-name() = 'date']">
            <date kind="{@dateType}" from="date[@dateType='{@dateType}']"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'identifier']">
            <identifier kind="{@identifierType}" from="identifier"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'alternateIdentifiers']/*[local-name() = 'alternateIdentifier']">
            <identifier kind="{@alternateIdentifierType}" from="alternateIdentifier"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'file']">
            <identifier kind="file" from="file"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'relatedIdentifiers']/*[local-name() = 'relatedIdentifier'][@relationType = 'IsVersionOf']">
            <relation kind="version-of" from="relatedIdentifier[@relationType='IsVersionOf']"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'relatedIdentifiers']/*[local-name() = 'relatedIdentifier'][@relationType = 'IsPartOf' or @relationType = 'IsPublishedIn'][@relatedIdentifierType = 'ISSN' or @relatedIdentifierType = 'EISSN' or @relatedIdentifierType = 'LISSN' or @relatedIdentifierType = 'ISBN']">
            <relation kind="part-of" from="relatedIdentifier[@relationType='{@relationType}']"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'descriptions']/*[local-name() = 'description'][@descriptionType = 'SeriesInformation']">
            <relation kind="series" from="description[@descriptionType='SeriesInformation']"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'fundingReferences']/*/*[local-name() = 'funderName']">
            <relation kind="funder" from="fundingReference/funderName"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'fundingReferences']/*/*[local-name() = 'awardNumber']">
            <relation kind="grant" from="fundingReference/awardNumber" link="{@awardURI}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'descriptions']/*[local-name() = 'description'][@descriptionType = 'Abstract']">
            <abstract kind="abstract" from="description[@descriptionType='Abstract']" lang="{@xml:lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'descriptions']/*[local-name() = 'description'][not(@descriptionType = 'Abstract' or @descriptionType = 'SeriesInformation')]">
            <abstract kind="note" from="description" lang="{@xml:lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'description']">
            <abstract kind="description" from="dc:description" lang="{@xml:lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'resourceType']/@uri | *[local-name() = 'resourceType']/@resourceTypeGeneral">
            <type kind="{local-name()}" from="resourceType/@{local-name()}"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'resourceType']">
            <type from="resourceType"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'language']">
            <language from="language"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'publisher']">
            <publisher from="publisher"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'subjects']/*[local-name() = 'subject']">
            <subject from="subject" lang="{@xml:lang}"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'rightsList']/*[local-name() = 'rights'] | *[local-name() = 'rights']">
            <rights from="rights"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'rightsList']/*[local-name() = 'rights']/@rightsURI | *[local-name() = 'rights']/@rightsURI">
            <rights kind="uri" from="rights/@rightsURI"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'licenseCondition']/@startDate">
            <rights kind="available" from="licenseCondition/@startDate"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>

  <xsl:template name="name">
    <xsl:variable name="family" select="*[local-name() = 'familyName']"/>
    <xsl:variable name="given" select="*[local-name() = 'givenName']"/>
    <xsl:choose>
      <xsl:when test="$family and $given"><xsl:value-of select="normalize-space($family)"/>, <xsl:value-of select="normalize-space($given)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="*[local-name() = 'creatorName' or local-name() = 'contributorName']"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Schemes are free text ("ORCID", "orcid", "http://orcid.org"); other schemes have other numbers. -->
  <xsl:template name="link">
    <xsl:value-of select="*[local-name() = 'nameIdentifier'][contains(translate(@nameIdentifierScheme, 'ORCID', 'orcid'), 'orcid') or contains(., 'orcid.org')]"/>
  </xsl:template>
</xsl:stylesheet>
