<?xml version="1.0" encoding="UTF-8"?>
<!-- OpenAIRE's format for literature repositories (4) to thesis XML: DataCite's elements with a few of Dublin Core
     beside them, both read by the stylesheet of DataCite. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:include href="../datacite/thesis.xsl"/>
</xsl:stylesheet>
