import EventModel
import Foundation
import Testing

@testable import FeatureExtraction

@Suite("The parts of an alert that features read")
struct AlertReadingTests {
    @Test(
        "rules of Falco fall into their groups",
        arguments: [
            ("Terminal shell in container", AlertGroups.shell),
            ("Read sensitive file untrusted", .secrets),
            ("Find AWS Credentials", .secrets),
            ("Search Private Keys or Passwords", .secrets),
            ("Launch Package Management Process in Container", .packages),
            ("Netcat Remote Code Execution in Container", .network),
            ("Disallowed SSH Connection Non Standard Port", .network),
            ("Contact K8S API Server From Container", .network),
            ("PTRACE attached to process", .privilege),
            ("Detect release_agent File Container Escapes", .privilege),
            ("Drop and execute new binary in container", .drift),
            ("Execution from /dev/shm", .drift),
            ("Fileless execution via memfd_create", .drift),
            ("Write Binary Under UsrLocalBin", .drift),
            ("Clear Log Activities", AlertGroups()),
            ("Remove Bulk Data from Disk", AlertGroups()),
        ]
    )
    func rules(rule: String, expected: AlertGroups) throws {
        #expect(AlertClassifier().groups(of: try envelope(at: 0, rule: rule).alert) == expected)
    }

    @Test("tags, processes, terminals and flags tell groups too")
    func otherSigns() throws {
        let classifier = AlertClassifier()
        func groups(_ tags: [String], _ fields: [(String, String)]) throws -> AlertGroups {
            classifier.groups(of: try envelope(at: 0, rule: "X", tags: tags, fields: fields).alert)
        }
        #expect(try groups(["container", "mitre_credential_access"], []) == .secrets)
        #expect(try groups(["mitre_privilege_escalation", "mitre_exfiltration"], []) == [.privilege, .network])
        #expect(try groups([], [("proc.name", "apt-get")]) == .packages)
        #expect(try groups([], [("proc.name", "capture")]) == [])
        #expect(try groups([], [("proc.name", "bash")]) == [])
        #expect(try groups([], [("proc.name", "bash"), ("proc.tty", "0")]) == [])
        #expect(try groups([], [("proc.name", "bash"), ("proc.tty", "34816")]) == .shell)
        #expect(try groups([], [("evt.arg.flags", "EXE_WRITABLE|EXE_UPPER_LAYER")]) == .drift)
        #expect(try groups([], [("proc.is_exe_upper_layer", "true")]) == .drift)
        #expect(try groups([], []) == [])
    }

    @Test("a folder is taken from the path, a remote address from the descriptor")
    func foldersAndRemotes() throws {
        func keys(_ fields: (String, String)...) throws -> AlertKeys {
            AlertKeys(try envelope(at: 0, fields: fields).alert)
        }
        func hash(_ text: String) -> UInt64 { AlertKeys.short(StableHash.of(text)) }
        #expect(try keys(("fd.directory", "/etc"), ("fd.name", "/etc/shadow")).file == hash("/etc"))
        #expect(try keys(("fd.name", "/etc/ssl/key.pem")).file == hash("/etc/ssl"))
        #expect(try keys(("fd.name", "/key.pem")).file == hash("/"))
        #expect(try keys(("fs.path.name", "/var/log/a")).file == hash("/var/log"))
        #expect(try keys(("fd.name", "pipe:[12]")).file == nil)
        #expect(try keys(("fd.name", "10.0.0.5:41000->1.2.3.4:443")).remote == hash("1.2.3.4"))
        #expect(try keys(("fd.name", "10.0.0.5:41000->1.2.3.4:443")).file == nil)
        #expect(try keys(("fd.rip", "9.9.9.9"), ("fd.name", "1.1.1.1:1->1.2.3.4:443")).remote == hash("9.9.9.9"))
        #expect(try keys(("fd.name", "->")).remote == hash(""))
        #expect(try keys(("fd.name", "x")).remote == nil)
        #expect(try keys(("user.uid", "1000")).user == hash("1000"))
        #expect(try keys(("proc.name", "sh")).lineage == nil)
        #expect(try keys(("container.image", "nginx:1")).image == hash("nginx:1"))
    }

    @Test("logarithms of counts agree with the C library")
    func logarithms() {
        let logarithms = CountLogarithms()
        for count in 0..<4096 {
            #expect(logarithms[count] == Int32((log1p(Double(count)) * 1000).rounded()))
        }
        for count in [4096, 5000, 9999, 100_000, 12_345_678, 4_000_000_000] {
            #expect(abs(logarithms[count] - Int32((log1p(Double(count)) * 1000).rounded())) <= 1)
        }
    }
}
