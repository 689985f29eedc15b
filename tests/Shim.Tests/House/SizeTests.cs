using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace AfUnix.Tests.House;

/// <summary>"About 300 lines a file and 40 a method; past that look for the missing noun." Here is where "about" ends.</summary>
[TestFixture]
internal sealed class SizeTests
{
    private const int MostLines = 350;
    private const int MostLinesOfMethod = 45;

    /// <summary>Files that may be longer: how much, and why.</summary>
    private static readonly Dictionary<string, (int Lines, string Reason)> LongFiles = new()
    {
        ["include/afunix.h"] = (420, "the contract: every call, with its comment, in one place"),
        ["native-tests/cases.h"] = (1000, "the register: a line a case"),
    };

    /// <summary>Methods that may be longer: how much, and why.</summary>
    private static readonly Dictionary<string, (int Lines, string Reason)> LongMethods = new()
    {
        ["native-tests/pointers.c: CASE_BODY(pointers_misaligned)"] = (50, "one call after another with a pointer that is off by one"),
    };

    [Test]
    public void No_file_is_too_long()
    {
        IEnumerable<string> tooLong = from file in Sources()
                                      let lines = SourceTree.Lines(file).Length
                                      where lines > (LongFiles.TryGetValue(file, out var allowed) ? allowed.Lines : MostLines)
                                      select $"{file}: {lines} lines";
        Assert.That(tooLong, Is.Empty);
    }

    [Test]
    public void No_method_is_too_long()
    {
        IEnumerable<string> tooLong = from file in Sources()
                                      from method in Methods(file)
                                      let name = $"{file}: {method.Name}"
                                      where method.Lines > (LongMethods.TryGetValue(name, out var allowed) ? allowed.Lines : MostLinesOfMethod)
                                      select $"{name}: {method.Lines} lines";
        Assert.That(tooLong, Is.Empty);
    }

    [Test]
    public void Exceptions_are_needed()
    {
        Assert.That(LongFiles.Keys.Where(file => !File.Exists(SourceTree.PathOf(file))), Is.Empty);
        HashSet<string> methods = [.. LongMethods.Keys.Select(name => name.Split(": ")[0]).Distinct().SelectMany(file => Methods(file).Select(method => $"{file}: {method.Name}"))];
        Assert.That(LongMethods.Keys.Where(name => !methods.Contains(name)), Is.Empty);
    }

    [Test]
    public void Methods_are_measured()
    {
        string[] source =
        [
            "namespace N;", "", "internal sealed class C", "{", "    private int _x;", "    public void One()", "    {", "        if (true)", "        {",
            "            _x = 1;", "        }", "    }", "", "    private enum E", "    {", "        A,", "    }", "    private struct S", "    {",
            "        public S(", "            int x)", "        {", "            string code = \"\"\"", "    {", "            \"\"\";", "        }", "    }",
            "    public int P => 1;", "    public int Q", "    {", "        get", "        {", "            return 1;", "        }", "    }", "}",
        ];
        Assert.That(SourceShape.OfCSharp(source), Is.EqualTo(new[] { new SourceShape("public void One()", 4), new SourceShape("int x)", 3), new SourceShape("public int Q", 4) }));
        string[] native = ["struct s {", "    int x;", "};", "", "static int f(void)", "{", "    if (1) {", "        return 1;", "    }", "}", "int t[] = {", "};"];
        Assert.That(SourceShape.OfC(native), Is.EqualTo(new[] { new SourceShape("static int f(void)", 3) }));
    }

    private static IEnumerable<string> Sources()
    {
        string[] folders = ["src", "tests", "native-tests", "bench", "demo", "examples", "build", "include"];
        return folders.SelectMany(folder => SourceTree.Files(folder, ".cs", ".c", ".cpp", ".h", ".sh")).Append("build.sh").Append("build.ps1")
            .Where(file => !file.StartsWith("src/Interop/Generated/", StringComparison.Ordinal));
    }

    private static IEnumerable<SourceShape> Methods(string file) => Path.GetExtension(file) switch
    {
        ".cs" => SourceShape.OfCSharp(SourceTree.Lines(file)),
        ".c" or ".cpp" or ".h" => SourceShape.OfC(SourceTree.Lines(file)),
        _ => [],
    };
}
