import EventModel
import JSONText
import Testing

@Suite("Falco's text form")
struct TextAlertTests {
    /// 2026-03-02T13:55:00Z: a minute and a half after the alerts below, read as UTC.
    private static let receipt = 1_772_459_700_000_000_000

    private func read(_ text: String, at nanoseconds: Int = receipt) throws -> Alert {
        let reader = AlertReader()
        let reading = try Array(text.utf8).withUnsafeBytes {
            try reader.read($0, receivedAt: Timestamp(nanoseconds: Int64(nanoseconds)))
        }
        #expect(!reading.isJSON)
        return reading.alert
    }

    @Test("A line of a default rule gives priority, the text as rule, and the fields by Falco's names")
    func defaultRule() throws {
        let text =
            "13:53:31.726060287: Notice A shell was spawned in a container with an attached terminal "
            + "(evt_type=execve user=root user_uid=0 user_loginuid=-1 process=bash proc_exepath=/bin/bash "
            + "parent=runc command=bash -c id > /tmp/x terminal=34816 exe_flags=EXE_WRITABLE container_id=3ad7b26ded6d "
            + "container_name=web container_image=<NA> k8s_ns=shop k8s_pod_name=web-6d4b75cb6d-hx9kz)"
        let alert = try read(text)
        #expect(alert.rule == "A shell was spawned in a container with an attached terminal")
        #expect(alert.priority == .notice)
        #expect(alert.source == "syscall")
        #expect(alert.string(.output) == text)
        // 13:55:00 less 88.273939713 s.
        #expect(alert.time.description == "2026-03-02T13:53:31.726060287Z")
        #expect(alert.string(.evtType) == "execve")
        #expect(alert.string(.userName) == "root")
        #expect(alert.string(.userLoginuid) == nil)
        #expect(alert.string(.procName) == "bash")
        #expect(alert.string(.procPname) == "runc")
        #expect(alert.string(.procCmdline) == "bash -c id > /tmp/x")
        #expect(alert.string(.procTTY) == "34816")
        #expect(alert.string(.evtArgFlags) == "EXE_WRITABLE")
        #expect(alert.string(.containerID) == "3ad7b26ded6d")
        #expect(alert.string(.containerImage) == nil)
        #expect(alert.string(.k8sNsName) == "shop")
        #expect(alert.string(.k8sPodName) == "web-6d4b75cb6d-hx9kz")
    }

    @Test("Newer rules' bars, a dated time, an internal alert, and a message without fields are read too")
    func otherForms() throws {
        let barred = try read(
            "2026-03-02T14:53:31.000000001+0100: Warning Read sensitive file | file=/etc/shadow user=x container.id=host\n"
        )
        #expect(barred.rule == "Read sensitive file")
        #expect(barred.time.description == "2026-03-02T13:53:31.000000001Z")
        #expect(barred.string(.fdName) == "/etc/shadow")
        #expect(barred.string(.containerID) == nil)
        let dropped = try read(
            "13:53:31.726060287: Debug Falco internal: syscall event drop. 1 dropped (ebpf_enabled=0)"
        )
        #expect(dropped.isInternal)
        let plain = try read("\u{FEFF}13:53:31.7: Critical Something happened")
        #expect(plain.rule == "Something happened")
        #expect(plain.time.description == "2026-03-02T13:53:31.700000000Z")
    }

    @Test(
        "A time of day of any zone is the moment near the receipt",
        arguments: [
            // Receipt 13:55:00 UTC; the same moment 13:53:31.5 in UTC, +02:00, +05:45, -09:30.
            ("13:53:31.5", "2026-03-02T13:53:31.500000000Z"), ("15:53:31.5", "2026-03-02T13:53:31.500000000Z"),
            ("19:38:31.5", "2026-03-02T13:53:31.500000000Z"), ("04:23:31.5", "2026-03-02T13:53:31.500000000Z"),
            // The clock of the sender is ahead by two minutes; seven minutes and a half are the most on either side.
            ("13:57:00.0", "2026-03-02T13:57:00.000000000Z"), ("13:47:30.1", "2026-03-02T13:47:30.100000000Z"),
            ("13:47:29.9", "2026-03-02T14:02:29.900000000Z"),
        ]
    )
    func zones(text: String, expected: String) throws {
        let time = try read("\(text): Error x").time
        #expect(time.description == expected)
        // What an earlier reading found gives the same again: an envelope decodes as it was written.
        #expect(try read("\(text): Error x", at: Int(time.nanoseconds)).time == time)
    }

    @Test("A command line cannot move an alert to another container, for the last container counts")
    func spoofing() throws {
        let alert = try read(
            "13:53:31.0: Notice X (user=root command=sh -c echo container_id=fake k8s_ns=other user=eve container_id=real k8s_ns=shop)"
        )
        #expect(alert.string(.containerID) == "real")
        #expect(alert.string(.k8sNsName) == "shop")
        #expect(alert.string(.userName) == "root")
    }

    @Test(
        "Other text is no alert",
        arguments: [
            "13:53:31.726060287: Critical", "13:53:31.726060287: Critical ", "13:53:31: Critical x", "x: Notice y",
            "25:53:31.726060287: Notice x", "13:53:31.726060287: notice x", "13:53:31.726060287: Fatal x", "1: Notice",
            "2026-04-06T14:25:19+0000: Error cannot open", "13:53:31.7260602871: Notice x", "-3:53:31.7: Notice x", "",
            " ",
        ]
    )
    func others(text: String) {
        #expect(throws: PayloadFault.self) { try read(text) }
    }

    @Test("A long message is cut to a rule on a UTF-8 border; bytes that are not UTF-8 are decided on a copy")
    func borders() throws {
        // 127 letters, then one of two bytes that would end at 129.
        let long = String(repeating: "a", count: 127) + "\u{E4}" + String(repeating: "b", count: 2000)
        #expect(try read("13:53:31.0: Notice \(long)").rule == String(repeating: "a", count: 127))
        let bytes = Array("13:53:31.0: Notice a".utf8) + [0xFF] + Array(" (user=x)".utf8)
        let reading = try bytes.withUnsafeBytes {
            try AlertReader().read($0, receivedAt: Timestamp(nanoseconds: Int64(Self.receipt)))
        }
        #expect(reading.alert.rule == "a\u{FFFD}")
        #expect(reading.alert.string(.userName) == "x")
    }

    @Test("An envelope of a text gives back its bytes and reads as the same alert")
    func envelope() throws {
        let text = Array("13:53:31.726060287: Critical A thing (user=root)".utf8)
        let reading = try text.withUnsafeBytes {
            try AlertReader().read($0, receivedAt: Timestamp(nanoseconds: Int64(Self.receipt)))
        }
        let header = AlertEnvelope.Header(
            digest: Digest([UInt8](repeating: 1, count: 32)),
            profile: Profile("p"),
            entity: Entity("e"),
            tenant: "t",
            cluster: "c",
            door: "http",
            sender: "s"
        )
        let envelope = AlertEnvelope(header: header, reading: reading, received: text)
        let written = envelope.encoded
        #expect(String(decoding: written, as: UTF8.self).contains(#""datacontenttype":"text/plain""#))
        #expect(written.withUnsafeBytes { ReceivedBytes.copy(of: $0) } == text)
        let decoded = try JSONParser().decode(AlertEnvelope.self, from: written)
        #expect(decoded == envelope)
        #expect(decoded.alert.time.description == "2026-03-02T13:53:31.726060287Z")
    }

    @Test("Without a time of receipt a time of day alone is not an alert, a dated one is")
    func undated() throws {
        let reader = AlertReader()
        #expect(throws: PayloadFault.self) {
            try Array("13:53:31.0: Notice x".utf8).withUnsafeBytes { try reader.read($0) }
        }
        let dated = try Array("2026-03-02T13:53:31.0Z: Notice x".utf8).withUnsafeBytes { try reader.read($0) }
        #expect(dated.alert.rule == "x")
    }
}
