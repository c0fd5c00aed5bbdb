<?xml version="1.0" encoding="UTF-8"?>
<!-- MODS 3 to thesis XML (docs/thesis-xml.md), with the habits of SwePub and DiVA (iD in a description) and of
     DSpace (dates in an extension). Only what stands directly below the root is the thesis: a relatedItem is not. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/" xmlns:xlink="http://www.w3.org/1999/xlink"
                exclude-result-prefixes="oai xlink">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:variable name="ends-in-a-joint">'’ʼ-</xsl:variable>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <thesis>
          <xsl:for-each select="*[local-name() = 'titleInfo'][not(@type)]">
            <title from="titleInfo" lang="{@lang | @xml:lang}"><xsl:call-template name="title"/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'titleInfo'][not(@type)]/*[local-name() = 'subTitle']">
            <title kind="subtitle" from="titleInfo/subTitle" lang="{../@lang | ../@xml:lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'titleInfo'][@type and @type != 'abbreviated']">
            <title kind="{@type}" from="titleInfo[@type='{@type}']" lang="{@lang | @xml:lang}"><xsl:call-template name="title"/><xsl:for-each
              select="*[local-name() = 'subTitle']"> : <xsl:value-of select="."/></xsl:for-each></title>
          </xsl:for-each>
          <!-- A person with two roles is stated twice; a corporate body is no person. -->
          <xsl:for-each select="*[local-name() = 'name'][not(@type = 'corporate' or @type = 'conference')]/*[local-name() = 'role']">
            <xsl:variable name="code" select="*[local-name() = 'roleTerm'][@type = 'code']"/>
            <person kind="{$code}{*[local-name() = 'roleTerm'][not($code)]}" from="name"><xsl:attribute name="link"><xsl:for-each
              select=".."><xsl:call-template name="link"/></xsl:for-each></xsl:attribute><xsl:for-each
              select=".."><xsl:call-template name="name"/></xsl:for-each></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'name'][@usage = 'primary'][not(@type = 'corporate' or @type = 'conference')][not(*[local-name() = 'role'])]">
            <person kind="creator" from="name[@usage='primary']"><xsl:attribute name="link"><xsl:call-template name="link"/></xsl:attribute><xsl:call-template name="name"/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'name'][not(@usage = 'primary')][not(@type = 'corporate' or @type = 'conference')][not(*[local-name() = 'role'])]">
            <person from="name"><xsl:attribute name="link"><xsl:call-template name="link"/></xsl:attribute><xsl:call-template name="name"/></person>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'originInfo']/*[local-name() = 'dateIssued' or local-name() = 'dateCreated' or local-name() = 'dateValid'
                                or local-name() = 'dateCaptured' or local-name() = 'dateModified']">
            <date kind="{local-name()}" from="originInfo/{local-name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'originInfo']/*[local-name() = 'copyrightDate']">
            <date kind="copyright" from="originInfo/copyrightDate"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'originInfo']/*[local-name() = 'dateOther'][@type]">
            <date kind="{@type}" from="originInfo/dateOther[@type='{@type}']"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'originInfo']/*[local-name() = 'dateOther'][not(@type)]">
            <date kind="other" from="originInfo/dateOther"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'extension']/*[starts-with(local-name(), 'date')]">
            <date kind="{local-name()}" from="extension/{local-name()}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'identifier'][not(@invalid = 'yes')]">
            <identifier kind="{@type}" from="identifier"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'location']/*[local-name() = 'url'][@access = 'object in context' or @usage = 'primary display']">
            <identifier kind="landing" from="location/url"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'location']/*[local-name() = 'url'][@access = 'raw object' or @access = 'preview']">
            <identifier kind="file" from="location/url"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'location']/*[local-name() = 'url'][not(@access) and not(@usage = 'primary display')]">
            <identifier from="location/url"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'abstract']">
            <abstract kind="abstract" from="abstract" lang="{@lang | @xml:lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'note'][not(@type = 'degree')]">
            <abstract kind="note" from="note" lang="{@lang | @xml:lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'genre']">
            <type kind="{@authority}" from="genre"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'language'][not(@objectPart)]/*[local-name() = 'languageTerm']">
            <language from="language/languageTerm"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <!-- The degree of ETD-MS in an extension, or the notes of DiVA. -->
          <xsl:for-each select="*[local-name() = 'extension']//*[local-name() = 'degree']/*">
            <degree kind="{local-name()}" from="extension/degree/{local-name()}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'note'][@type = 'degree']">
            <degree kind="name" from="note[@type='degree']"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'note'][@type = 'thesis']">
            <degree kind="statement" from="note[@type='thesis']"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'name'][@type = 'corporate'][*/*[local-name() = 'roleTerm'][. = 'dgg' or . = 'degree grantor' or . = 'Degree grantor']]">
            <degree kind="grantor" from="name[@type='corporate']"><xsl:value-of select="*[local-name() = 'namePart']"/></degree>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'originInfo']/*[local-name() = 'publisher']">
            <publisher from="originInfo/publisher"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'relatedItem'][@type = 'series']/*[local-name() = 'titleInfo'][1]/*[local-name() = 'title']">
            <relation kind="series" from="relatedItem[@type='series']"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'relatedItem'][@type = 'series']/*[local-name() = 'identifier'][@type = 'issn' or @type = 'isbn']">
            <relation kind="part-of" from="relatedItem[@type='series']/identifier"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'relatedItem'][not(@type = 'series')]/*[local-name() = 'identifier']">
            <relation kind="{../@type}" from="relatedItem/identifier"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'subject']/*[local-name() = 'topic']">
            <subject from="subject/topic" lang="{../@lang | ../@xml:lang}"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="*[local-name() = 'accessCondition']">
            <rights kind="{@type}" from="accessCondition"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>

  <!-- nonSort ("The", "L'") belongs to the title; after an apostrophe or hyphen without a blank. -->
  <xsl:template name="title">
    <xsl:variable name="article" select="normalize-space(*[local-name() = 'nonSort'])"/>
    <xsl:value-of select="$article"/>
    <xsl:if test="$article and not(contains($ends-in-a-joint, substring($article, string-length($article))))"><xsl:text> </xsl:text></xsl:if>
    <xsl:value-of select="normalize-space(*[local-name() = 'title'])"/>
    <xsl:for-each select="*[local-name() = 'partNumber' or local-name() = 'partName']">. <xsl:value-of select="."/></xsl:for-each>
  </xsl:template>

  <xsl:template name="name">
    <xsl:variable name="family" select="*[local-name() = 'namePart'][@type = 'family']"/>
    <xsl:variable name="given" select="*[local-name() = 'namePart'][@type = 'given']"/>
    <xsl:for-each select="$family"><xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if><xsl:value-of select="."/></xsl:for-each>
    <xsl:if test="$family and $given">, </xsl:if>
    <xsl:for-each select="$given"><xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if><xsl:value-of select="."/></xsl:for-each>
    <xsl:if test="not($family or $given)">
      <xsl:for-each select="*[local-name() = 'namePart'][not(@type)]"><xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if><xsl:value-of select="."/></xsl:for-each>
      <xsl:if test="not(*[local-name() = 'namePart'][not(@type)])"><xsl:value-of select="*[local-name() = 'displayForm']"/></xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- An iD: nameIdentifier (MODS 3.7), valueURI (3.4), or DiVA's description "orcid.org=…". -->
  <xsl:template name="link">
    <xsl:value-of select="*[local-name() = 'nameIdentifier'][contains(@type, 'orcid') or contains(@type, 'ORCID') or contains(., 'orcid.org')]
                          | *[local-name() = 'description'][contains(., 'orcid')] | @valueURI[contains(., 'orcid')]
                          | @xlink:href[contains(., 'orcid')]"/>
  </xsl:template>
</xsl:stylesheet>
