import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStreamReader;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import org.apache.xerces.jaxp.validation.XMLSchemaFactory;
import org.xml.sax.SAXException;

/** ORCID's own engine: reads "schema TAB document in base 64" line by line, says "valid" or its first complaint. */
public class Judge {
    public static void main(String[] arguments) throws Exception {
        Map<String, Schema> schemas = new HashMap<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "US-ASCII"));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] asked = line.split("\t");
            if (!schemas.containsKey(asked[0])) {
                schemas.put(asked[0], new XMLSchemaFactory().newSchema(new File(asked[0])));
            }
            byte[] document = Base64.getDecoder().decode(asked[1]);
            String verdict = "valid";
            try {
                schemas.get(asked[0]).newValidator().validate(new StreamSource(new ByteArrayInputStream(document)));
            } catch (SAXException complaint) {
                verdict = String.valueOf(complaint.getMessage()).replaceAll("\\s+", " ");
            }
            System.out.println(verdict);
            System.out.flush();
        }
    }
}
