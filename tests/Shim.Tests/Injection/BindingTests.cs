using System;
using System.IO;
using AfUnix.Tests.Examples;
using AfUnix.Tests.Native;
using NUnit.Framework;

namespace AfUnix.Tests.Injection;

/// <summary>However a program comes to Winsock's functions, it gets ours.</summary>
[TestFixture]
internal sealed class BindingTests
{
    [TestCase("imports-by-name.exe", 2)]
    [TestCase("imports-by-ordinal.exe", 2)]
    [TestCase("imports-delayed.exe", 2)]
    [TestCase("imports-wsock32.exe", 2)]
    [TestCase("looked_up.exe", 4, Description = "by name and number, in ws2_32.dll and in wsock32.dll")]
    [TestCase("loaded.exe", 1, Description = "a DLL that is loaded later")]
    [TestCase("linked.exe", 1, Description = "a DLL of the program's")]
    public void Every_way_of_binding(string program, int answers)
    {
        string expected = string.Join("; ", System.Linq.Enumerable.Repeat(InjectedProgram.Injected, answers));
        Assert.That(InjectedProgram.Run(program), Is.EqualTo(new InjectedProgram(0, expected, "")));
    }

    [Test]
    public void Functions_of_kernel32_are_those_of_kernelbase_too()
    {
        InjectedProgram told = InjectedProgram.Run("ports.exe", "kernel32.dll", "kernelbase.dll");
        Assert.That(told, Is.EqualTo(new InjectedProgram(0, "kernel32.dll: error 0, then 995; kernelbase.dll: error 0, then 995", "")));
    }

    /// <summary>Its own imports stay what they are.</summary>
    [Test]
    public void A_module_that_cannot_be_looked_at_is_left_alone()
    {
        Assert.That(InjectedProgram.Run("hidden.exe"), Is.EqualTo(new InjectedProgram(0, InjectedProgram.Injected, "")));
    }

    /// <summary>Another copy of the DLL finds the first one's functions where it looks for the system's.</summary>
    [Test]
    public void Twice()
    {
        using var folder = new ScratchFolder();
        string[] files = ["afunix-run.exe", "afunix.dll"];
        Array.ForEach(files, file => File.Copy(Path.Combine(Path.GetDirectoryName(NativeProgram.Launcher)!, file), Path.Combine(folder.Path, file)));
        InjectedProgram told = InjectedProgram.Run(Path.Combine(folder.Path, files[0]), "imports-by-name.exe");
        Assert.That(told, Is.EqualTo(new InjectedProgram(0, $"{InjectedProgram.Injected}; {InjectedProgram.Injected}", "")));
    }

    /// <summary>Else these tests would show nothing.</summary>
    [Test]
    public void Without_afunix_run_it_is_another_answer()
    {
        InjectedProgram plain = InjectedProgram.Once(InjectedProgram.Folder, "", InjectedProgram.PathOf("imports-by-name.exe"));
        Assert.That(plain.Output, Is.Not.Empty.And.Not.Contains(InjectedProgram.Injected));
    }

    [Test]
    public void Verbose_tells_what_is_replaced_and_where()
    {
        InjectedProgram told = InjectedProgram.Run("--verbose", "linked.exe");
        Assert.That(told.Output, Is.EqualTo(InjectedProgram.Injected));
        Assert.That(told.Errors, Does.Match(@"afunix-run: linked\.exe \(\d+\): ws2_32\.dll socket: exported; imported by library\.dll(;|$)"));
        Assert.That(told.Errors, Does.Match(@"afunix-run: linked\.exe \(\d+\): kernel32\.dll CreateProcessW: exported"));
    }
}
