extension AlertVariant {
    private static let time = "2026-03-02T09:14:05.123456789"
    private static let fields =
        #""container.id":"4e8c9ece9d33","evt.time":1772442845123456789,"proc.cmdline":"sh -c id","proc.name":"sh","#
        + #""proc.tty":34816,"user.name":"root","user.uid":0"#

    /// The line, without its end of line.
    package var line: [UInt8] {
        if self == .invalidUTF8 {
            let halves = Self.alert(output: "cat HERE").split(separator: "HERE")
            return Array(halves[0].utf8) + [0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80] + Array(halves[1].utf8)
        }
        return Array(text.utf8)
    }

    /// A plain alert, with parts replaced.
    private static func alert(
        output: String = "Notice A shell was spawned",
        fields: String = AlertVariant.fields,
        priority: String = "Notice",
        rule: String = #""Terminal shell in container""#,
        time: String = AlertVariant.time + "Z",
        extra: String = ""
    ) -> String {
        #"{"hostname":"node-1","output":"\#(output)","output_fields":{\#(fields)},"priority":"\#(priority)","#
            + #""rule":\#(rule),"source":"syscall","tags":["container","shell"],"time":"\#(time)"\#(extra)}"#
    }

    private var text: String {
        switch self {
        case .jsonCppOrder, .noSourceNoTags, .minimal, .emptyOutputFields, .shortInformational, .upperCasePriority,
            .lowerCasePriority, .unknownPriority, .wholeSeconds, .shortFraction, .timeWithOffset, .sidekick:
            dressedText
        case .auditEvent, .oldAuditTime, .sentinels, .hugeIntegers, .arraysAndBooleans, .escapes, .unknownMembers,
            .whitespace, .duplicateKeys, .longField, .invalidUTF8:
            unusualText
        case .internalDrops, .internalSnapshot, .internalReload, .dockerWrapped, .containerdWrapped, .banner,
            .libraryLog, .emptyLine, .otherJSON, .array:
            otherText
        case .truncated: String(Self.alert().prefix(150))
        case .missingRule: #"{"output":"x","output_fields":{},"priority":"Notice","time":"\#(Self.time)Z"}"#
        case .missingTime: #"{"output":"x","output_fields":{},"priority":"Notice","rule":"Terminal shell"}"#
        case .impossibleTime:
            Self.alert(fields: #""proc.name":"sh""#, time: "2026-02-30T09:14:05.123456789Z")
        case .nullAsRule: Self.alert(rule: "null")
        case .tooDeep:
            Self.alert(
                extra: #","deep":"# + String(repeating: "[", count: 2_000) + String(repeating: "]", count: 2_000)
            )
        }
    }

    private var dressedText: String {
        switch self {
        case .jsonCppOrder:
            #"{"hostname":"node-1","output":"09:14:05.123456789: Notice A shell","priority":"Notice","#
                + #""rule":"Terminal shell in container","source":"syscall","tags":["container"],"#
                + #""time":"\#(Self.time)Z", "output_fields": {\#(Self.fields)}}"#
        case .noSourceNoTags:
            #"{"output":"09:14:05.123456789: Notice A shell","priority":"Notice","#
                + #""rule":"Terminal shell in container","time":"\#(Self.time)Z", "output_fields": {\#(Self.fields)}}"#
        case .minimal:
            #"{"output":"o","priority":"Notice","rule":"Terminal shell in container","time":"\#(Self.time)Z"}"#
        case .emptyOutputFields: Self.alert(fields: "")
        case .shortInformational: Self.alert(priority: "Info")
        case .upperCasePriority: Self.alert(priority: "WARNING")
        case .lowerCasePriority: Self.alert(priority: "critical")
        case .unknownPriority: Self.alert(priority: "Spooky")
        case .wholeSeconds: Self.alert(time: "2026-03-02T09:14:05Z")
        case .shortFraction: Self.alert(time: "2026-03-02T09:14:05.1234Z")
        case .timeWithOffset: Self.alert(time: "2026-03-02T14:44:05.123456789+05:30")
        default:
            #"{"uuid":"9f0c2b3e-5a41-4c8e-9b1d-6a2f0e7d8c11","output":"09:14:05.123456789: Notice A shell","#
                + #""priority":"Notice","rule":"Terminal shell in container","time":"\#(Self.time)Z","#
                + #""source":"syscalls","output_fields":{\#(Self.fields)},"hostname":"node-1","#
                + #""tags":["","container","shell"]}"#
        }
    }

    private var unusualText: String {
        switch self {
        case .auditEvent:
            #"{"hostname":"node-1","output":"Attach/Exec to pod","output_fields":{"evt.time":1772442845123456789,"#
                + #""ka.target.name":"web-0","ka.target.namespace":"shop","ka.uri.param[command]":"sh","#
                + #""ka.user.name":"alice"},"priority":"Notice","rule":"Attach/Exec Pod","source":"k8s_audit","#
                + #""tags":["k8s"],"time":"\#(Self.time)Z"}"#
        case .oldAuditTime:
            #"{"output":"Request by anonymous user allowed","priority":"Warning","#
                + #""rule":"Anonymous Request Allowed","source":"k8saudit","tags":["k8s"],"time":"\#(Self.time)Z", "#
                + #""output_fields": {"jevt.time.iso8601":"\#(Self.time)+0000","ka.user.name":"system:anonymous"}}"#
        case .sentinels:
            Self.alert(
                fields: #""container.id":"host","fd.name":"","k8s.pod.name":null,"proc.name":"<NA>","proc.sid":-1,"#
                    + #""user.loginuid":-1,"user.name":"<NA>","user.uid":4294967295"#
            )
        case .hugeIntegers:
            Self.alert(
                fields: #""a":9007199254740993,"b":9223372036854775807,"c":-9223372036854775808,"#
                    + #""d":18446744073709551615,"evt.time":1772442845123456789"#
            )
        case .arraysAndBooleans:
            Self.alert(
                fields: #""container.image.digest":["sha256:aa","sha256:bb"],"evt.failed":true,"evt.is_open":false,"#
                    + #""falco.evts_rate_sec":1234.5678,"proc.name":"sh","tiny":1e-7"#
            )
        case .escapes:
            Self.alert(
                fields: #""proc.cmdline":"a\"b\\c\/d\b\f\n\r\t\u0000\u00e9\ud83d\ude00 é😀","proc.name":"sh""#
            )
        case .unknownMembers: Self.alert(extra: #","alert_id":{"nested":[1,{"x":null}]},"zz":0"#)
        case .whitespace:
            " \t{ \"priority\" : \"Notice\" ,\n \"rule\" : \"Terminal shell in container\", \"output\":\"\" ,"
                + " \"time\" :\"\(Self.time)Z\" }\r"
        case .duplicateKeys: Self.alert(fields: #""proc.name":"first","proc.name":"second""#)
        case .longField:
            Self.alert(fields: #""proc.cmdline":"\#(String(repeating: "x", count: 8_000))","proc.name":"sh""#)
        default: Self.alert()
        }
    }

    private var otherText: String {
        switch self {
        case .internalDrops:
            #"{"hostname":"node-1","output":"Falco internal: syscall event drop. 4 system calls dropped.","#
                + #""output_fields":{"ebpf_enabled":"1","n_drops":"4","n_drops_buffer_total":"4","n_drops_bug":"0","#
                + #""n_evts":"192925"},"priority":"Debug","rule":"Falco internal: syscall event drop","#
                + #""source":"internal","time":"\#(Self.time)Z"}"#
        case .internalSnapshot:
            #"{"hostname":"node-1","output":"Falco metrics snapshot","output_fields":{"#
                + #""evt.time":1772442845123456789,"falco.evts_rate_sec":3021.25,"falco.num_evts":88123,"#
                + #""falco.outputs_queue_num_drops":0,"scap.n_drops_perc":0.0},"priority":"Informational","#
                + #""rule":"Falco internal: metrics snapshot","source":"internal","time":"\#(Self.time)Z"}"#
        case .internalReload:
            #"{"hostname":"node-1","output":"Falco internal: hot restart failure: rules are broken","#
                + #""output_fields":{},"priority":"Critical","rule":"Falco internal: hot restart failure","#
                + #""source":"internal","time":"\#(Self.time)Z"}"#
        case .dockerWrapped:
            #"{"log":\#(AlertFieldValue.quoted(Self.alert() + "\n")),"stream":"stdout","#
                + #""time":"2026-03-02T09:14:05.2Z"}"#
        case .containerdWrapped: "2026-03-02T09:14:05.200000001Z stdout F \(Self.alert())"
        case .banner: "Mon Mar  2 09:00:00 2026: Falco version: 0.41.3 (x86_64)"
        case .libraryLog: "Mon Mar  2 09:00:01 2026: [libs]: Trying to open the right engine!"
        case .otherJSON: #"{"level":"info","msg":"listening on :8765"}"#
        case .array: "[\(Self.alert()),\(Self.alert(priority: "Error"))]"
        default: ""
        }
    }
}
