import AlertExpressions
import EventModel
import Testing

@Suite("Evaluating expressions")
struct EvaluationTests {
    @Test(
        "An expression that holds for the sample",
        arguments: [
            #"rule == "Terminal shell in container""#, #"rule = 'Terminal shell in container'"#, "priority == notice",
            "priority >= Notice", "priority > Informational", "priority <= WARNING", "priority < error",
            "priority != info", "priority in (alert, notice)", "priority exists", "source == syscall",
            "hostname == node-7", "output contains shell", "namespace == shop", "pod startswith cart-",
            "workload == cart", "deployment == cart", "container == cart", "image endswith /cart", "cluster == east",
            "tenant == acme", "custom.site == berlin", "proc.name == bash", "proc.name in (sh, bash, zsh)",
            #"proc.cmdline contains "cat /etc/shadow""#, "proc.aname[2] == containerd-shim", "proc.aname[7] == systemd",
            "`proc.aname[7]` == systemd", "`team` == blue", "proc.env[A B] == x", "user.uid == 0", "user.uid < 1",
            "user.uid == '0'", "user.uid in (0, 1000)", "proc.tty > 34815", "proc.tty >= 34816", "proc.tty != 0",
            "evt.time.iso8601 == 1772439330123456789", "evt.time.iso8601 < 1772439330123456790",
            "proc.args.count == '18446744073709551615'", "evt.is_io == true", "evt.list == 'a,b'",
            "tags == T1059", "tags == edge", "tags in (x, mitre_execution)", "tags startswith mitre_", "tags exists",
            "tags != shell", "not tags == shell", "proc.name matches '^(ba|z)?sh$'", "output matches '(?i)SHELL'",
            "tags matches '^T\\d{4}$'", "proc.name == bash and user.uid == 0", "proc.name == sh or user.uid == 0",
            "proc.name == bash or proc.name == sh and user.uid == 9", "not (proc.name == sh or user.uid == 9)",
            "not not proc.name == bash", "not fd.rport exists", "not fd.rport == 80", "not evt.empty exists",
            "not evt.na exists", "not user.loginuid exists", "not message exists", "not custom.team exists",
            "proc.name != sh", "proc.name != 7", "proc.cmdline\n  contains\n  'id;'", "proc.name contains ''",
            #"proc.cmdline contains "\u{22}id""#, "rule contains 'shell in c'",
        ]
    )
    func yes(text: String) throws {
        #expect(try truth(text, of: shellAlert) == .yes)
    }

    @Test(
        "An expression that does not hold for the sample",
        arguments: [
            "rule == 'terminal shell in container'", "priority == warning", "priority > notice", "priority < Notice",
            "priority in (alert, debug)", "namespace != shop", "fd.rport == 80", "fd.rport != 80", "fd.rport > 0",
            "fd.rport in (80)", "fd.rport contains ''", "fd.rport matches ''", "fd.rport exists", "message == ''",
            "evt.empty != x", "evt.na == '<NA>'", "user.loginuid != 5", "evt.nosuch exists", "custom.team == blue",
            "proc.name > 5", "proc.args.count > 5", "tags == shell", "tags != T1059", "tags != edge",
            "proc.name == bash and user.uid == 9", "not proc.name == bash", "proc.name contains bashh",
            "proc.name startswith bashh", "proc.name endswith bashh", "user.uid == 00", "proc.name matches '^sh'",
        ]
    )
    func no(text: String) throws {
        #expect(try truth(text, of: shellAlert) == .no)
    }

    @Test("A missing field makes comparisons false, the negation true; so does a priority that is not Falco's")
    func absence() throws {
        for text in [
            "namespace == a", "namespace != a", "priority < emergency", "priority >= debug", "priority exists",
            "priority != debug", "priority in (debug)", "proc.name exists", "workload exists",
        ] {
            #expect(try truth(text, of: bareAlert) == .no, "\(text)")
            #expect(try truth("not \(text)", of: bareAlert) == .yes, "\(text)")
        }
        // The source that an old Falco leaves out is syscall; the tag comes from the settings.
        #expect(try truth("source == syscall and tags == edge and tags != x", of: bareAlert) == .yes)
    }

    @Test("A regular expression at its limit is undecided, and so is only what depends on it")
    func undecided() throws {
        let tail = String(repeating: "a", count: 40) + "!"
        let alert = bareAlert.replacing("}", with: #","output_fields":{"proc.cmdline":"\#(tail)"}}"#)
        let hard = "proc.cmdline matches '^(a+)+$'"
        #expect(try truth(hard, of: alert) == .undecided)
        #expect(try truth("not \(hard)", of: alert) == .undecided)
        #expect(try truth("\(hard) and rule == Bare", of: alert) == .undecided)
        #expect(try truth("\(hard) or rule == Other", of: alert) == .undecided)
        #expect(try truth("\(hard) and rule == Other", of: alert) == .no)
        #expect(try truth("\(hard) or rule == Bare", of: alert) == .yes)
        // 8,193 bytes are one more than a pattern looks at.
        let long = bareAlert.replacing("Bare", with: String(repeating: "b", count: 8193))
        #expect(try truth("rule matches b", of: long) == .undecided)
        #expect(try truth("rule contains b", of: long) == .yes)
    }

    @Test("A text is found wherever it stands, also behind a beginning of itself")
    func containing() throws {
        for (text, isIn) in [
            ("aab", true), ("aaab", true), ("aabaab", true), ("ababaca", false), ("aaa", false), ("b", false),
            ("aabaaab", true),
        ] {
            let alert = bareAlert.replacing("Bare", with: text)
            #expect(try truth("rule contains aab", of: alert) == (isIn ? .yes : .no), "\(text)")
        }
        let alert = bareAlert.replacing("Bare", with: "abacabacabadaba")
        // Falls back from "abacabad" at its last letter twice before it fits.
        #expect(try truth("rule contains abacabad", of: alert) == .yes)
        #expect(try truth("rule contains abacabae", of: alert) == .no)
    }

    @Test("An alert whose bytes are not UTF-8 is decided on its repaired copy")
    func repaired() throws {
        let expression = try AlertExpression(#"evt.odd == "caf\u{FFFD}""#)
        var bytes = Array(#"{"rule":"r","time":"2026-03-02T08:15:30Z","output_fields":{"evt.odd":"cafE"}}"#.utf8)
        let place = try #require(bytes.firstIndex(of: UInt8(ascii: "E")))
        bytes[place] = 0xE9
        let reader = AlertReader()
        let truth = try bytes.withUnsafeBytes { bytes in
            let (reading, view) = try reader.readKeepingView(bytes)
            return expression.truth(of: AlertSubject(reading.alert, view: view, in: context))
        }
        #expect(truth == .yes)
        withExtendedLifetime(reader) {}
    }
}
