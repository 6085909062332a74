using System;
using System.Reflection;

class Vectors {
  static void Main(string[] arguments) {
    Assembly nuget = Assembly.LoadFrom(arguments[0]);
    Type version = nuget.GetType("NuGet.Versioning.NuGetVersion");
    MethodInfo parse = version.GetMethod("TryParse");
    object comparer = nuget.GetType("NuGet.Versioning.VersionComparer")
                          .GetField("Default", BindingFlags.Public | BindingFlags.Static)
                          .GetValue(null);
    MethodInfo compare = null;
    foreach (MethodInfo one in comparer.GetType().GetMethods()) {
      if (one.Name == "Compare" && !one.IsStatic && one.GetParameters().Length == 2) compare = one;
    }
    for (string line; (line = Console.ReadLine()) != null;) {
      string[] pair = line.Split(' ');
      object[] a = {pair[0], null}, b = {pair[1], null};
      if (!(bool)parse.Invoke(null, a) || !(bool)parse.Invoke(null, b)) {
        Console.WriteLine("!");
        continue;
      }
      int order = (int)compare.Invoke(comparer, new[] {a[1], b[1]});
      Console.WriteLine(order < 0 ? "<" : order > 0 ? ">" : "=");
    }
  }
}
