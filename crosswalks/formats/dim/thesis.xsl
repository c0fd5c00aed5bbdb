<?xml version="1.0" encoding="UTF-8"?>
<!-- DSpace Intermediate Metadata to thesis XML (docs/thesis-xml.md). A field is schema.element.qualifier;
     sites add schemas of their own (thesis, etd, dcterms, local), so most fields are known by element and qualifier.
     DSpace 7.6 and 8.1 end dim with stray text (`metadata.only`): only fields are read. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/"
                exclude-result-prefixes="oai">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <xsl:variable name="field" select="*[local-name() = 'field'][@mdschema = 'dc' or @mdschema = 'dcterms' or @mdschema = 'thesis'
                                           or @mdschema = 'etd' or @mdschema = 'etdms' or @mdschema = 'local' or @mdschema = 'oaire']"/>
        <xsl:variable name="author" select="$field[@element = 'contributor'][@qualifier = 'author'] | $field[@element = 'creator'][not(@qualifier) or @qualifier = 'author']"/>
        <!-- iDs of linked persons: joined by the authority of the relationship, or (DSpace 10) by their place. -->
        <xsl:variable name="orcid" select="*[@mdschema = 'person'][@element = 'identifier'][@qualifier = 'orcid']"/>
        <xsl:variable name="virtual" select="*[@mdschema = 'dspace'][@element = 'virtual'][@qualifier = 'orcid']"/>
        <thesis>
          <xsl:for-each select="$field[@element = 'title'][not(@qualifier)]">
            <title from="{@mdschema}.title" lang="{@lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'title'][@qualifier] | $field[@mdschema = 'dcterms'][@element = 'alternative']">
            <title kind="{@qualifier}{self::*[not(@qualifier)]/@element}" from="{@mdschema}.{@element}.{@qualifier}" lang="{@lang}"><xsl:value-of select="."/></title>
          </xsl:for-each>
          <xsl:for-each select="$author">
            <xsl:variable name="place" select="position()"/>
            <person kind="creator" from="{@mdschema}.{@element}.{@qualifier}"
                    lang="{@lang}" link="{@authority} {$orcid[@authority = current()/@authority]} {$virtual[count($virtual) = count($author)][$place]}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'contributor'][not(@qualifier = 'author')]">
            <person kind="{@qualifier}" from="{@mdschema}.contributor.{@qualifier}"
                    link="{@authority} {$orcid[@authority = current()/@authority]}"><xsl:value-of select="."/></person>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'date']">
            <date kind="{@qualifier}" from="{@mdschema}.date.{@qualifier}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="$field[@mdschema = 'dcterms'][@element = 'issued' or @element = 'created' or @element = 'dateAccepted'
                                       or @element = 'dateSubmitted' or @element = 'available' or @element = 'dateCopyrighted']">
            <date kind="{@element}" from="dcterms.{@element}"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'identifier'][not(@qualifier = 'citation' or @qualifier = 'bibliographicCitation' or @qualifier = 'orcid')]">
            <identifier kind="{@qualifier}" from="{@mdschema}.identifier.{@qualifier}"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'identifier'][@qualifier = 'citation' or @qualifier = 'bibliographicCitation']">
            <citation from="{@mdschema}.identifier.{@qualifier}"><xsl:value-of select="."/></citation>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'description'][@qualifier = 'abstract'] | $field[@mdschema = 'dcterms'][@element = 'abstract']">
            <abstract kind="abstract" from="{@mdschema}.{@element}.{@qualifier}" lang="{@lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'description'][not(@qualifier)]">
            <abstract kind="description" from="{@mdschema}.description" lang="{@lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <!-- Provenance is the repository's own diary; it holds names and addresses of staff. -->
          <xsl:for-each select="$field[@element = 'description'][@qualifier][not(@qualifier = 'abstract' or @qualifier = 'provenance'
                                       or @qualifier = 'degree')]">
            <abstract kind="note" from="{@mdschema}.description.{@qualifier}" lang="{@lang}"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'type']">
            <type kind="{@qualifier}" from="{@mdschema}.type.{@qualifier}"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'language'][not(@qualifier = 'rfc3066')]">
            <language kind="{@qualifier}" from="{@mdschema}.language.{@qualifier}"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'degree']">
            <degree kind="{@qualifier}" from="{@mdschema}.degree.{@qualifier}"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'description'][@qualifier = 'degree']">
            <degree kind="statement" from="{@mdschema}.description.degree"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'publisher']">
            <publisher kind="{@qualifier}" from="{@mdschema}.publisher.{@qualifier}"><xsl:value-of select="."/></publisher>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'relation'][@qualifier = 'ispartofseries']">
            <relation kind="series" from="{@mdschema}.relation.ispartofseries"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'relation'][not(@qualifier = 'ispartofseries')]">
            <relation kind="{@qualifier}" from="{@mdschema}.relation.{@qualifier}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'source']">
            <relation kind="source" from="{@mdschema}.source.{@qualifier}"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'subject']">
            <subject from="{@mdschema}.subject.{@qualifier}" lang="{@lang}"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="$field[@element = 'rights']">
            <rights kind="{@qualifier}" from="{@mdschema}.rights.{@qualifier}"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <xsl:for-each select="$field[@mdschema = 'dcterms'][@element = 'accessRights']">
            <rights from="dcterms.accessRights"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <!-- Every site has a place of its own for embargoes: local.embargo.lift, refterms.embargoEnd, dc.description.embargo. -->
          <xsl:for-each select="*[contains(@element, 'mbargo') or contains(@qualifier, 'mbargo')][not(@element = 'date' or @element = 'rights')]">
            <rights kind="embargo" from="{@mdschema}.{@element}.{@qualifier}"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <!-- The stray text is DSpace's access status, with the end of the embargo behind it (`embargo2030-05-31`). -->
          <xsl:for-each select="text()[last()][normalize-space()]">
            <rights kind="access-status" from="text()"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>
</xsl:stylesheet>
