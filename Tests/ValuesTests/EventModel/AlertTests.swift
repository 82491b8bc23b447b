import EventModel
import JSONText
import Testing

@Suite("A Falco alert")
struct AlertTests {
    @Test("Every part of a present-day alert is read")
    func presentDay() throws {
        let alert = try alert(
            """
            {"hostname":"node-7","message":"A shell","output":"08:15:30.1: Notice A shell","output_fields":{\
            "container.id":"3ad7b26ded6d","container.image.repository":"registry/shop/cart","container.name":"cart",\
            "container.privileged":true,"evt.time":1772439330123456789,"evt.type":"execve","fd.rport":443,\
            "proc.aname[2]":"containerd-shim","proc.name":"bash","proc.tty":34816,"user.uid":0},"priority":"Notice",\
            "rule":"Terminal shell in container","source":"syscall","tags":["T1059","container"],\
            "time":"2026-03-02T08:15:30.123456789Z"}
            """
        )
        #expect(alert.rule == "Terminal shell in container")
        #expect(alert.priority == .notice)
        #expect(alert.source == "syscall")
        #expect(alert.time.nanoseconds == 1_772_439_330_123_456_789)
        #expect(alert.tags == ["T1059", "container"])
        #expect(alert.string(.hostname) == "node-7")
        #expect(alert.string(.message) == "A shell")
        #expect(alert.string(.output) == "08:15:30.1: Notice A shell")
        #expect(alert.string(.containerID) == "3ad7b26ded6d")
        #expect(alert.string(.containerPrivileged) == "true")
        #expect(alert.int(.evtTime) == 1_772_439_330_123_456_789)
        #expect(alert.int(.fdRport) == 443)
        #expect(alert.string(.fdRport) == "443")
        #expect(alert.string(.procAname2) == "containerd-shim")
        #expect(alert.int(.procTTY) == 34_816)
        #expect(alert.int(.userUid) == 0)
        #expect(alert.int(.procName) == nil)
        #expect(alert.hash(.procName) == StableHash.of("bash"))
        #expect(alert.equals(.evtType, "execve"))
        #expect(!alert.has(.procPname))
        #expect(alert.string(.procPname) == nil)
        #expect(alert.hash(.procPname) == nil)
        #expect(!alert.isInternal)
    }

    @Test("Of an alert only rule, output and time are needed; the source is then system calls")
    func least() throws {
        let alert = try alert(#"{"output":"o","rule":"r","time":"2017-12-20T17:48:58.590038385Z"}"#)
        #expect(alert.rule == "r")
        #expect(alert.priority == .unknown)
        #expect(alert.source == "syscall")
        #expect(alert.tags.isEmpty)
        #expect(alert.string(.hostname) == nil)
        for field in AlertField.allCases where ![.rule, .source, .output].contains(field) {
            #expect(!alert.has(field))
        }
    }

    @Test("Every field is found by Falco's key and by falcosidekick's, alone and among all others")
    func everyField() throws {
        let fields = AlertField.allCases.filter { $0.rawValue > AlertField.message.rawValue }
        var all: [String] = []
        for field in fields {
            let key = field.name.description
            let underscored = key.replacing(".", with: "_").replacing("[", with: "_").replacing("]", with: "")
            #expect(try ValuesTests.alert(fields: "\"\(key)\":\"v\"").string(field) == "v", "\(key)")
            #expect(
                try ValuesTests.alert(fields: "\"\(underscored)\":\"v\"").string(field) == "v",
                "\(underscored)"
            )
            all.append("\"\(key)\":\"value of \(key)\"")
        }
        let alert = try ValuesTests.alert(fields: all.reversed().joined(separator: ","))
        for field in fields {
            #expect(alert.string(field) == "value of \(field.name)")
        }
    }

    @Test(
        "Keys that are near a field's are not taken for it",
        arguments: ["proc.nam", "proc.namee", "proc.name ", "PROC.NAME", "xproc.name", "proc.pid[0]", "", "p", "proc"]
    )
    func nearKeys(key: String) throws {
        let alert = try ValuesTests.alert(fields: "\"\(key)\":\"v\"")
        for field in AlertField.allCases where field.rawValue > AlertField.message.rawValue {
            #expect(!alert.has(field))
        }
    }

    @Test("Integers stay exact to 64 bits, as numbers and as text")
    func exactIntegers() throws {
        let alert = try ValuesTests.alert(
            fields: """
                "evt.time":1724880904518808525,"proc.pid":-9223372036854775808,"proc.ppid":9223372036854775807,\
                "fd.rport":18446744073709551615,"fd.lport":"5689","proc.duration":12.9,"proc.tty":-12.9
                """
        )
        #expect(alert.int(.evtTime) == 1_724_880_904_518_808_525)
        #expect(alert.int(.procPid) == .min)
        #expect(alert.int(.procPpid) == .max)
        #expect(alert.string(.fdRport) == "18446744073709551615")
        #expect(alert.int(.fdRport) == nil)
        #expect(alert.int(.fdLport) == 5689)
        // Falco cuts fractions itself; so are they here.
        #expect(alert.int(.procDuration) == 12)
        #expect(alert.int(.procTTY) == -12)
    }

    @Test(
        "What means unknown is unknown",
        arguments: [
            (.procPname, "null"), (.procPname, #""""#), (.procPname, #""<NA>""#), (.userLoginuid, "-1"),
            (.userLoginuid, "4294967295"), (.userUid, "4294967295"), (.userLoginuid, #""-1""#),
            (.userUid, #""4294967295""#), (.procSid, "-1"), (.containerID, #""host""#), (.containerName, #""host""#),
            (.procAname2, "{}"), (.containerMounts, "[]"), (.containerMounts, "[null,{},[\"a\"]]"),
        ] as [(AlertField, String)]
    )
    func sentinels(field: AlertField, value: String) throws {
        let alert = try ValuesTests.alert(fields: "\"\(field.name)\":\(value)")
        #expect(!alert.has(field))
        #expect(alert.string(field) == nil)
        #expect(alert.int(field) == nil)
    }

    @Test(
        "What looks like unknown elsewhere is a value",
        arguments: [
            (.procPid, "-1", "-1"), (.procName, #""host""#, "host"), (.procName, #""-1""#, "-1"), (.userUid, "0", "0"),
            (.fdRport, "4294967295", "4294967295"), (.procName, #""na""#, "na"),
            (.containerPrivileged, "false", "false"),
            (.containerMounts, #"["/a:/b","",null,3,true]"#, "/a:/b,3,true"),
            (.containerMounts, "[1.5,\"a\",1e18]", "a"),
        ] as [(AlertField, String, String)]
    )
    func values(field: AlertField, value: String, expected: String) throws {
        #expect(try ValuesTests.alert(fields: "\"\(field.name)\":\(value)").string(field) == expected)
    }

    @Test(
        "Sources are put right",
        arguments: [
            (#""syscalls""#, "syscall"), (#""syscall""#, "syscall"), (#""k8saudit""#, "k8s_audit"),
            (#""k8s_audit""#, "k8s_audit"), (#""""#, "syscall"), ("null", "syscall"), ("7", "7"),
            (#""aws_cloudtrail""#, "aws_cloudtrail"),
        ]
    )
    func sources(value: String, expected: String) throws {
        let alert = try ValuesTests.alert(
            #"{"output":"o","source":\#(value),"rule":"r","time":"2026-03-02T08:15:30Z","hostname":"h","tags":["t"]}"#
        )
        #expect(alert.source == expected)
        // What stands behind the source in the storage is still right.
        #expect(alert.string(.hostname) == "h")
        #expect(alert.tags == ["t"])
    }

    @Test("Tags that are empty or no text are omitted")
    func tags() throws {
        let alert = try ValuesTests.alert(
            #"{"output":"o","rule":"r","time":"2026-03-02T08:15:30Z","tags":["","PCI_DSS_11.5.1",null,3,"TA0003"]}"#
        )
        #expect(alert.tags == ["PCI_DSS_11.5.1", "TA0003"])
        #expect(alert.tagCount == 2)
        let bare = try ValuesTests.alert(#"{"output":"o","rule":"r","time":"2026-03-02T08:15:30Z","tags":"container"}"#)
        #expect(bare.tags.isEmpty)
    }

    @Test(
        "Without a time of its own the event's nanoseconds count, under either key",
        arguments: ["evt.time", "evt.time.iso8601", "evt_time"]
    )
    func timeOfTheEvent(key: String) throws {
        let missing = try ValuesTests.alert(#"{"rule":"r","output_fields":{"\#(key)":1772439330123456789}}"#)
        #expect(missing.time.nanoseconds == 1_772_439_330_123_456_789)
        let broken = try ValuesTests.alert(
            #"{"rule":"r","time":"yesterday","output_fields":{"\#(key)":1772439330123456789}}"#
        )
        #expect(broken.time.nanoseconds == 1_772_439_330_123_456_789)
    }

    @Test(
        "A value that is not an alert is refused with the reason",
        arguments: [
            ("[1]", .wrongKind, "an array"), ("\"a\"", .wrongKind, "a JSON string"),
            (#"{"time":"2026-03-02T08:15:30Z"}"#, .missingMember, "no rule"),
            (#"{"output":"o","rule":"","time":"2026-03-02T08:15:30Z"}"#, .missingMember, "no rule"),
            (#"{"output":"o","rule":null,"time":"2026-03-02T08:15:30Z"}"#, .missingMember, "no rule"),
            (#"{"output":"o","rule":"r"}"#, .missingMember, "no time"),
            (#"{"output":"o","rule":"r","time":null}"#, .missingMember, "no time"),
            (#"{"rule":"r","time":"2026-03-02T08:15:30Z"}"#, .missingMember, "neither output nor output_fields"),
            (#"{"output":"o","rule":"r","time":"yesterday"}"#, .badValue, "time"),
            (#"{"output":"o","rule":"r","time":7}"#, .badValue, "time"),
            ("12:00:00.1: Notice A shell", .badValue, "no date"), ("", .notJSON, ""),
            (#"{"output":"o","rule":"r","time":"#, .notJSON, ""),
        ] as [(String, PayloadFault.Code, String)]
    )
    func faults(text: String, code: PayloadFault.Code, message: String) {
        #expect {
            _ = try alert(text)
        } throws: { error in
            (error as? PayloadFault)?.code == code && (message.isEmpty || "\(error)".contains(message))
        }
    }

    @Test(
        "Falco's internal alerts are recognized",
        arguments: [
            (#"{"output":"o","source":"internal","rule":"x","time":"2026-03-02T08:15:30Z"}"#, true),
            (#"{"output":"o","rule":"Falco internal: syscall event drop","time":"2026-03-02T08:15:30Z"}"#, true),
            (#"{"output":"o","rule":"Falco internal:","time":"2026-03-02T08:15:30Z"}"#, false),
            (#"{"output":"o","rule":"Read","source":"syscall","time":"2026-03-02T08:15:30Z"}"#, false),
        ]
    )
    func internalAlerts(text: String, expected: Bool) throws {
        #expect(try alert(text).isInternal == expected)
    }

    @Test("The alert that Falco emits after a failed restart has no fields and is one all the same")
    func hotRestart() throws {
        let alert = try alert(
            #"""
            {"hostname":"n","output":"Falco internal: hot restart failure: x","output_fields":{},"priority":"Critical",\#
            "rule":"Falco internal: hot restart failure","source":"internal","time":"2026-03-02T08:16:00.000000000Z"}
            """#
        )
        #expect(alert.isInternal)
        #expect(alert.priority == .critical)
    }

    @Test("The order of members and spaces do not matter; equal meaning is an equal value")
    func equality() throws {
        let one = try alert(
            #"{"rule":"r","time":"2026-03-02T08:15:30Z","tags":["a"],"output_fields":{"proc.name":"b","fd.name":"c"}}"#
        )
        let other = try alert(
            #" { "output_fields" : {"fd.name":"\u0063", "proc.name":"b" }, "tags":["a"],"time":"2026-03-02T09:15:30.0+01:00","rule":"r" } "#
        )
        #expect(one == other)
        #expect(
            one
                != (try alert(
                    #"{"rule":"r","time":"2026-03-02T08:15:30Z","tags":["a"],"output_fields":{"proc.name":"b"}}"#
                ))
        )
    }

    @Test("The first of repeated members counts")
    func repeated() throws {
        let alert = try alert(
            #"{"rule":"a","rule":"b","time":"2026-03-02T08:15:30Z","output_fields":{"proc.name":null,"proc.name":"x","fd.name":"x","fd.name":"y"}}"#
        )
        #expect(alert.rule == "a")
        #expect(alert.string(.fdName) == "x")
        #expect(!alert.has(.procName))
    }

    @Test("Bytes that are not UTF-8 are read on a repaired copy, and a byte order mark is skipped")
    func repaired() throws {
        let bad =
            Array(#"{"rule":"r","time":"2026-03-02T08:15:30Z","output_fields":{"fd.name":"/caf"#.utf8) + [
                0xE9, 0x2F, 0xFF,
            ] + Array("\"}}".utf8)
        let reading = try alert(bad)
        #expect(!reading.isJSON)
        #expect(reading.alert.string(.fdName) == "/caf\u{fffd}/\u{fffd}")
        let marked = try alert(
            [0xEF, 0xBB, 0xBF] + Array(#"{"output":"o","rule":"r","time":"2026-03-02T08:15:30Z"}"#.utf8)
        )
        #expect(!marked.isJSON)
        #expect(marked.alert.rule == "r")
        #expect(try alert(Array(#"{"output":"o","rule":"r","time":"2026-03-02T08:15:30Z"}"#.utf8)).isJSON)
    }
}
