import java.io.BufferedReader;
import java.io.InputStreamReader;
import org.apache.maven.artifact.versioning.ComparableVersion;

class Maven {
  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] pair = line.split(" ");
      int order = new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]));
      System.out.println(order < 0 ? "<" : order > 0 ? ">" : "=");
    }
  }
}
