<?xml version="1.0" encoding="UTF-8"?>
<!-- MARC 21 to thesis XML (docs/thesis-xml.md). Fields and subfields are named as cataloguers do (245$a).
     502 proves a thesis, and its $d goes before the imprint, which is therefore written without a kind. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:oai="http://www.openarchives.org/OAI/2.0/"
                exclude-result-prefixes="oai">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/">
    <theses>
      <xsl:for-each select="/page/* | /oai:*//oai:metadata/* | /*[not(self::page or self::oai:*)]">
        <xsl:variable name="field" select="*[local-name() = 'datafield']"/>
        <xsl:variable name="fixed" select="*[local-name() = 'controlfield'][@tag = '008']"/>
        <thesis>
          <xsl:for-each select="$field[@tag = '245']">
            <title from="245"><xsl:call-template name="title"/></title>
          </xsl:for-each>
          <!-- $b is a subtitle, but for what follows an equals sign: the title again in another language. -->
          <xsl:for-each select="$field[@tag = '245']/*[@code = 'b'][not(starts-with(normalize-space(.), '='))]">
            <xsl:variable name="before" select="normalize-space(preceding-sibling::*[1])"/>
            <title from="245$b">
              <xsl:attribute name="kind"><xsl:choose>
                <xsl:when test="substring($before, string-length($before)) = '='">parallel</xsl:when>
                <xsl:otherwise>subtitle</xsl:otherwise>
              </xsl:choose></xsl:attribute>
              <xsl:value-of select="substring-before(concat(., ' = '), ' = ')"/>
            </title>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '245']/*[@code = 'b'][starts-with(normalize-space(.), '=') or contains(., ' = ')]">
            <title kind="parallel" from="245$b"><xsl:value-of select="substring-after(., '=')"/></title>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '242']">
            <title kind="translated" from="242" lang="{*[@code = 'y']}"><xsl:call-template name="whole-title"/></title>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '246'][@ind2 = '1']">
            <title kind="parallel" from="246"><xsl:call-template name="whole-title"/></title>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '246'][not(@ind2 = '1')]">
            <title kind="alternative" from="246"><xsl:call-template name="whole-title"/></title>
          </xsl:for-each>
          <!-- 880: the same in the original script, in which it is the title where the other is none of the language. -->
          <xsl:for-each select="$field[@tag = '880'][starts-with(*[@code = '6'], '245')]">
            <title from="880"><xsl:call-template name="whole-title"/></title>
          </xsl:for-each>
          <!-- The main entry without relator is the author; each relator of an added entry is a statement of its own. -->
          <xsl:for-each select="$field[@tag = '100'][not(*[@code = '4' or @code = 'e'])]">
            <person kind="creator" from="100" link="{*[@code = '0' or @code = '1'][contains(., 'orcid')]}"><xsl:call-template name="name"/></person>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '100' or @tag = '700' or @tag = '720']/*[@code = '4' or @code = 'e']">
            <person kind="{.}" from="{../@tag}" link="{../*[@code = '0' or @code = '1'][contains(., 'orcid')]}"><xsl:for-each
              select=".."><xsl:call-template name="name"/></xsl:for-each></person>
          </xsl:for-each>
          <xsl:for-each select="$field[(@tag = '700' and not(*[@code = 't'])) or @tag = '720'][not(*[@code = '4' or @code = 'e'])]">
            <person from="{@tag}" link="{*[@code = '0' or @code = '1'][contains(., 'orcid')]}"><xsl:call-template name="name"/></person>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '502']/*[@code = 'd']">
            <date kind="conferred" from="502$d"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <!-- Some write nothing but the day of the defence into the note. -->
          <xsl:for-each select="$field[@tag = '502']/*[@code = 'a'][translate(., '0123456789-. ', '') = '']">
            <date kind="defended" from="502$a"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '046']/*[@code = 'k']">
            <date kind="created" from="046$k"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '264' or @tag = '260']/*[@code = 'c']">
            <date from="{../@tag}$c"><xsl:value-of select="."/></date>
          </xsl:for-each>
          <xsl:for-each select="$fixed[contains('ste', substring(., 7, 1))]">
            <date from="008/07-10"><xsl:value-of select="substring(., 8, 4)"/></date>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '024'][@ind1 = '7']/*[@code = 'a']">
            <identifier kind="{../*[@code = '2']}" from="024$a"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '020']/*[@code = 'a']">
            <identifier kind="isbn" from="020$a"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <!-- Second indicator 2: a related thing. A link that says what file it opens is no page. -->
          <xsl:for-each select="$field[@tag = '856'][not(@ind2 = '2')][not(*[@code = 'q'])]/*[@code = 'u']">
            <identifier from="856$u"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '856'][*[@code = 'q']]/*[@code = 'u']">
            <identifier kind="file" from="856$u"><xsl:value-of select="."/></identifier>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '520']/*[@code = 'a']">
            <abstract kind="abstract" from="520$a" lang="{../*[@code = '9'][string-length(.) = 3]}"><xsl:value-of select="."/><xsl:for-each
              select="../*[@code = 'b']"><xsl:text> </xsl:text><xsl:value-of select="."/></xsl:for-each></abstract>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '500' or @tag = '502']/*[@code = 'a']">
            <abstract kind="note" from="{../@tag}$a"><xsl:value-of select="."/></abstract>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '655']/*[@code = 'a']">
            <type kind="{../*[@code = '2']}" from="655$a"><xsl:value-of select="."/></type>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '041']/*[@code = 'a']">
            <language from="041$a"><xsl:value-of select="."/></language>
          </xsl:for-each>
          <xsl:for-each select="$fixed">
            <language from="008/35-37"><xsl:value-of select="translate(substring(., 36, 3), '|#', '')"/></language>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '502']/*[@code = 'a']">
            <degree kind="statement" from="502$a"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '502']/*[@code = 'b']">
            <degree kind="name" from="502$b"><xsl:value-of select="."/></degree>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '502']/*[@code = 'c']">
            <degree kind="grantor" from="502$c"><xsl:call-template name="bare"/></degree>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '110' or @tag = '710'][*[@code = '4' or @code = 'e'][starts-with(., 'dgg') or starts-with(., 'degree grant')]]/*[@code = 'a']">
            <degree kind="grantor" from="{../@tag}$a"><xsl:call-template name="bare"/></degree>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '264' or @tag = '260']/*[@code = 'b']">
            <publisher from="{../@tag}$b"><xsl:call-template name="bare"/></publisher>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '490' or @tag = '830']/*[@code = 'a']">
            <relation kind="series" from="{../@tag}$a"><xsl:value-of select="normalize-space(substring-before(concat(., ' ;'), ' ;'))"/></relation>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '490' or @tag = '830']/*[@code = 'x']">
            <relation kind="part-of" from="{../@tag}$x"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '536']/*[@code = 'a']">
            <relation kind="funder" from="536$a"><xsl:value-of select="."/></relation>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '650' or @tag = '653']/*[@code = 'a']">
            <subject from="{../@tag}$a"><xsl:value-of select="."/></subject>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '506' or @tag = '540']/*[@code = 'a' or @code = 'f' or @code = 'u']">
            <rights from="{../@tag}${@code}"><xsl:value-of select="."/></rights>
          </xsl:for-each>
          <xsl:for-each select="$field[@tag = '506']/*[@code = 'g']">
            <rights kind="embargo" from="506$g"><xsl:value-of select="."/></rights>
          </xsl:for-each>
        </thesis>
      </xsl:for-each>
    </theses>
  </xsl:template>

  <!-- $a with the number ($n) and name ($p) of a part. Cataloguers end $a with the mark of what follows ("Title :"). -->
  <xsl:template name="title">
    <xsl:for-each select="*[@code = 'a' or @code = 'n' or @code = 'p']">
      <xsl:variable name="before" select="normalize-space(preceding-sibling::*[@code = 'a' or @code = 'n' or @code = 'p'][1])"/>
      <xsl:if test="$before and not(contains('.,:;', substring($before, string-length($before))))">.</xsl:if>
      <xsl:if test="$before"><xsl:text> </xsl:text></xsl:if>
      <xsl:value-of select="normalize-space(.)"/>
    </xsl:for-each>
  </xsl:template>

  <!-- Without the mark that only leads on to the next subfield. -->
  <xsl:template name="bare">
    <xsl:variable name="text" select="normalize-space(.)"/>
    <xsl:variable name="ends-in-mark" select="contains('.,:;', substring($text, string-length($text)))"/>
    <xsl:value-of select="normalize-space(substring($text, 1, string-length($text) - number($ends-in-mark)))"/>
  </xsl:template>

  <xsl:template name="whole-title">
    <xsl:call-template name="title"/>
    <xsl:for-each select="*[@code = 'b']">
      <xsl:if test="not(contains(':=', substring(normalize-space(../*[@code = 'a']), string-length(normalize-space(../*[@code = 'a'])))))"> :</xsl:if>
      <xsl:text> </xsl:text><xsl:value-of select="."/>
    </xsl:for-each>
  </xsl:template>

  <!-- "King, Martin Luther," with "Jr." in $c. NUŠL writes the name of an added entry into $i. -->
  <xsl:template name="name">
    <xsl:value-of select="*[@code = 'a' or @code = 'i']"/>
    <xsl:for-each select="*[@code = 'c']"><xsl:text> </xsl:text><xsl:value-of select="."/></xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
