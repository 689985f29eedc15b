using AfUnix.Injection;
using NUnit.Framework;

namespace AfUnix.Tests.Injection;

[TestFixture]
internal sealed class LaunchCommandTests
{
    [TestCase("afunix-run prog.exe", "prog.exe", "prog.exe")]
    [TestCase("afunix-run\tprog.exe", "prog.exe", "prog.exe")]
    [TestCase("\"C:\\a b\\afunix-run.exe\"  prog  a  \"b c\" ", "prog", "prog  a  \"b c\" ")]
    [TestCase("a\"b c\"d prog x", "prog", "prog x")]
    [TestCase("afunix-run \"C:\\a b\\prog.exe\" \"q\\\"q\" '", "C:\\a b\\prog.exe", "\"C:\\a b\\prog.exe\" \"q\\\"q\" '")]
    [TestCase("afunix-run \"prog", "prog", "\"prog")]
    [TestCase("afunix-run -- prog --help", "prog", "prog --help")]
    [TestCase("afunix-run -- -odd.exe --", "-odd.exe", "-odd.exe --")]
    [TestCase("afunix-run --verbose prog --verbose", "prog", "prog --verbose")]
    [TestCase("afunix-run \"--verbose\" \"prog\" \"--verbose\"", "prog", "\"prog\" \"--verbose\"")]
    public void The_program_gets_the_rest_as_it_is(string line, string program, string rest)
    {
        LaunchCommand command = LaunchCommand.Parse(line);
        Assert.That((command.Fault, command.Program, command.Rest), Is.EqualTo(((string?)null, program, rest)));
    }

    [Test]
    public void Options_are_understood()
    {
        Assert.That(LaunchCommand.Parse("x prog").Flags, Is.EqualTo(InstallFlags.None));
        Assert.That(LaunchCommand.Parse("x --verbose prog").Flags, Is.EqualTo(InstallFlags.Verbose));
        Assert.That(LaunchCommand.Parse("x  --no-children\t--verbose  prog").Flags, Is.EqualTo(InstallFlags.Verbose | InstallFlags.NoChildren));
        Assert.That(LaunchCommand.Parse("x \"--no-children\" \"prog\"").Flags, Is.EqualTo(InstallFlags.NoChildren));
        Assert.That(LaunchCommand.Parse("x --help"), Has.Property("Help").True.And.Property("Fault").Null);
        Assert.That(LaunchCommand.Parse("x --version"), Has.Property("Version").True.And.Property("Fault").Null);
    }

    [TestCase("afunix-run", "no program is named")]
    [TestCase("afunix-run ", "no program is named")]
    [TestCase("afunix-run --verbose --", "no program is named")]
    [TestCase("afunix-run \"\" x", "no program is named")]
    [TestCase("afunix-run --what prog", "there is no option --what")]
    [TestCase("afunix-run -v --what", "there is no option -v")]
    [TestCase("afunix-run \"--verbose prog", "there is no option --verbose prog")]
    [TestCase("afunix-run --verbose=1 prog", "there is no option --verbose=1")]
    public void Wrong_uses_are_named(string line, string fault)
    {
        Assert.That(LaunchCommand.Parse(line).Fault, Is.EqualTo(fault));
    }
}
