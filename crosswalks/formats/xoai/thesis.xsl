<?xml version="1.0" encoding="UTF-8"?>
<!-- DSpace xoai to thesis XML (docs/thesis-xml.md): element[schema]/element/(element[qualifier]/)element[language]/field.
     The same fields as in dim, of the same schemas. Values are grouped by language, so the order of authors in
     different languages is lost in DSpace already: they are written as they come, with their language. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/" xmlns:x="http://www.lyncode.com/xoai"
                exclude-result-prefixes="oai x">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <xsl:variable name="schema" select="x:element[@name = 'dc' or @name = 'dcterms' or @name = 'thesis' or @name = 'etd'
                                            or @name = 'etdms' or @name = 'local' or @name = 'oaire']"/>
        <xsl:variable name="dcterms" select="x:element[@name = 'dcterms']"/>
        <xsl:variable name="author" select="$schema/x:element[@name = 'contributor' or @name = 'creator']/x:element[@name = 'author']/x:element/x:field[@name = 'value']
                                            | $schema/x:element[@name = 'creator']/x:element/x:field[@name = 'value']"/>
        <!-- iDs of linked persons: joined by the authority of the relationship, or (DSpace 10) by their place. -->
        <xsl:variable name="orcid" select="x:element[@name = 'person']/x:element[@name = 'identifier']/x:element[@name = 'orcid']/x:element/x:field[@name = 'value']"/>
        <xsl:variable name="virtual" select="x:element[@name = 'dspace']/x:element[@name = 'virtual']/x:element[@name = 'orcid']/x:element/x:field[@name = 'value']"/>
        <thesis>
          <xsl:for-each select="$schema/x:element[@name = 'title']/x:element/x:field[@name = 'value']">
            <title from="{../../../@name}.title" lang="{../@name[. != 'none']}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'title']/x:element/x:element/x:field[@name = 'value']">
            <title kind="{../../@name}" from="{../../../../@name}.title.{../../@name}" lang="{../@name[. != 'none']}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="$dcterms/x:element[@name = 'alternative']/x:element/x:field[@name = 'value']">
            <title kind="alternative" from="dcterms.alternative" lang="{../@name[. != 'none']}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="$author">
            <xsl:variable name="place" select="position()"/>
            <xsl:variable name="authority" select="following-sibling::x:field[1][@name = 'authority']"/>
            <person kind="creator" from="{../ancestor::x:element[last()]/@name}.{../ancestor::x:element[last() - 1]/@name}.{../../@name[. = 'author']}"
                    lang="{../@name}" link="{$authority} {$orcid[following-sibling::x:field[1][@name = 'authority'] = $authority]} {$virtual[count($virtual) = count($author)][$place]}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'contributor']/x:element/x:field[@name = 'value']">
            <person from="{../../../@name}.contributor" link="{following-sibling::x:field[1][@name = 'authority']}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'contributor']/x:element[@name != 'author']/x:element/x:field[@name = 'value']">
            <xsl:variable name="authority" select="following-sibling::x:field[1][@name = 'authority']"/>
            <person kind="{../../@name}" from="{../../../../@name}.contributor.{../../@name}"
                    link="{$authority} {$orcid[following-sibling::x:field[1][@name = 'authority'] = $authority]}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'date']/x:element/x:field[@name = 'value']">
            <date from="{../../../@name}.date"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'date']/x:element/x:element/x:field[@name = 'value']">
            <date kind="{../../@name}" from="{../../../../@name}.date.{../../@name}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="$dcterms/x:element[@name = 'issued' or @name = 'created' or @name = 'dateAccepted' or @name = 'dateSubmitted'
                                or @name = 'available' or @name = 'dateCopyrighted']/x:element/x:field[@name = 'value']">
            <date kind="{../../@name}" from="dcterms.{../../@name}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'identifier']/x:element/x:field[@name = 'value']">
            <identifier from="{../../../@name}.identifier"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'identifier']/x:element[not(@name = 'citation' or @name = 'bibliographicCitation'
                                or @name = 'orcid')]/x:element/x:field[@name = 'value']">
            <identifier kind="{../../@name}" from="{../../../../@name}.identifier.{../../@name}"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'identifier']/x:element[@name = 'citation' or @name = 'bibliographicCitation']/x:element/x:field[@name = 'value']">
            <citation from="{../../../../@name}.identifier.{../../@name}"><xsl:value-of select="."/></citation>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'description']/x:element[@name = 'abstract']/x:element/x:field[@name = 'value']">
            <abstract kind="abstract" from="{../../../../@name}.description.abstract" lang="{../@name[. != 'none']}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="$dcterms/x:element[@name = 'abstract']/x:element/x:field[@name = 'value']">
            <abstract kind="abstract" from="dcterms.abstract" lang="{../@name[. != 'none']}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'description']/x:element/x:field[@name = 'value']">
            <abstract kind="description" from="{../../../@name}.description" lang="{../@name[. != 'none']}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <!-- Provenance is the repository's own diary; it holds names and addresses of staff. -->
          <xsl:for-each select="$schema/x:element[@name = 'description']/x:element[not(@name = 'abstract' or @name = 'provenance'
                                or @name = 'degree')]/x:element/x:field[@name = 'value']">
            <abstract kind="note" from="{../../../../@name}.description.{../../@name}" lang="{../@name[. != 'none']}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'type']/x:element/x:field[@name = 'value']">
            <type from="{../../../@name}.type"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'type']/x:element/x:element/x:field[@name = 'value']">
            <type kind="{../../@name}" from="{../../../../@name}.type.{../../@name}"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'language']/x:element/x:field[@name = 'value']">
            <language from="{../../../@name}.language"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'language']/x:element[@name != 'rfc3066']/x:element/x:field[@name = 'value']">
            <language kind="{../../@name}" from="{../../../../@name}.language.{../../@name}"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'degree']/x:element/x:element/x:field[@name = 'value']">
            <degree kind="{../../@name}" from="{../../../../@name}.degree.{../../@name}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'description']/x:element[@name = 'degree']/x:element/x:field[@name = 'value']">
            <degree kind="statement" from="{../../../../@name}.description.degree"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'publisher']/x:element/x:field[@name = 'value']">
            <publisher from="{../../../@name}.publisher"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'publisher']/x:element/x:element/x:field[@name = 'value']">
            <publisher kind="{../../@name}" from="{../../../../@name}.publisher.{../../@name}"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'relation']/x:element[@name = 'ispartofseries']/x:element/x:field[@name = 'value']">
            <relation kind="series" from="{../../../../@name}.relation.ispartofseries"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'relation']/x:element[@name != 'ispartofseries']/x:element/x:field[@name = 'value']">
            <relation kind="{../../@name}" from="{../../../../@name}.relation.{../../@name}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'relation']/x:element/x:field[@name = 'value']">
            <relation from="{../../../@name}.relation"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'source']//x:field[@name = 'value']">
            <relation kind="source" from="source"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'subject']//x:field[@name = 'value']">
            <subject from="subject" lang="{../@name[. != 'none']}"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'rights']/x:element/x:field[@name = 'value']">
            <rights from="{../../../@name}.rights"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <xsl:for-each select="$schema/x:element[@name = 'rights']/x:element/x:element/x:field[@name = 'value']">
            <rights kind="{../../@name}" from="{../../../../@name}.rights.{../../@name}"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <xsl:for-each select="$dcterms/x:element[@name = 'accessRights']/x:element/x:field[@name = 'value']">
            <rights from="dcterms.accessRights"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <!-- Every site has a place of its own for embargoes: local.embargo.lift, refterms.embargoEnd, dc.description.embargo. -->
          <xsl:for-each select="x:element/x:element[contains(@name, 'mbargo')]/x:element/x:field[@name = 'value']">
            <rights kind="embargo" from="{../../../@name}.{../../@name}"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <xsl:for-each select="x:element/x:element[not(@name = 'date' or @name = 'rights')]/x:element[contains(@name, 'mbargo') or contains(../@name, 'mbargo')]/x:element/x:field[@name = 'value']">
            <rights kind="embargo" from="{../../../../@name}.{../../../@name}.{../../@name}"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <!-- The status `embargo` has the day in a field beside it. -->
          <xsl:for-each select="x:element[@name = 'others']/x:element[@name = 'access-status']/x:field">
            <rights kind="{@name[. != 'value']}" from="others.access-status"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>
</xsl:stylesheet>
