"""Bodies as ORCID writes them, for an invented client."""

from __future__ import annotations

SAMPLE_ID = "0000-0002-1825-0097"
CLIENT_ID = "APP-0123456789ABCDEF"
TOKEN = "b7e35b1c-1d3b-4a7e-9d1a-7f2f6f0b9a11"
CLIENT_SECRET = "0b6a3c55-client-secret-9f2d"

WORK = """<?xml version="1.0" encoding="UTF-8"?>
<work:work visibility="public"
    xmlns:work="http://www.orcid.org/ns/work" xmlns:common="http://www.orcid.org/ns/common">
  <work:title><common:title>Über das Moor</common:title></work:title>
  <work:type>dissertation-thesis</work:type>
</work:work>
"""

WORKS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<activities:works path="/0000-0002-1825-0097/works" xmlns:activities="http://www.orcid.org/ns/activities"
    xmlns:common="http://www.orcid.org/ns/common" xmlns:work="http://www.orcid.org/ns/work">
  <activities:group>
    <common:external-ids/>
    <work:work-summary put-code="733536" visibility="public" display-index="1">
      <common:source>
        <common:source-client-id><common:path>APP-0123456789ABCDEF</common:path></common:source-client-id>
      </common:source>
      <work:title><common:title>Über das Moor</common:title></work:title>
      <common:external-ids>
        <common:external-id>
          <common:external-id-type>handle</common:external-id-type>
          <common:external-id-value>20.500/1</common:external-id-value>
          <common:external-id-relationship>self</common:external-id-relationship>
        </common:external-id>
      </common:external-ids>
      <work:type>dissertation-thesis</work:type>
      <common:publication-date><common:year>2020</common:year></common:publication-date>
    </work:work-summary>
    <work:work-summary put-code="733537">
      <common:source>
        <common:source-client-id><common:path>APP-FEDCBA9876543210</common:path></common:source-client-id>
        <common:assertion-origin-orcid><common:path>0000-0002-1825-0097</common:path></common:assertion-origin-orcid>
      </common:source>
      <work:title><common:title>Über das Moor</common:title></work:title>
      <work:type>dissertation-thesis</work:type>
    </work:work-summary>
  </activities:group>
</activities:works>
"""


def error_xml(status: int, code: int, message: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<error:error xmlns:error="http://www.orcid.org/ns/error">
    <error:response-code>{status}</error:response-code>
    <error:developer-message>{message}</error:developer-message>
    <error:user-message>Something went wrong.</error:user-message>
    <error:error-code>{code}</error:error-code>
    <error:more-info>https://members.orcid.org/api/resources/troubleshooting</error:more-info>
</error:error>"""
