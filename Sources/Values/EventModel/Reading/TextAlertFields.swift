import JSONText

/// The fields of a text alert's message: where each known key's value stands.
struct TextAlertFields {
    /// How the default rules and Falco's `-pk` and `-pc` formats abbreviate, besides dots as underscores.
    ///
    /// Source: falcosecurity/rules, falco_rules.yaml; Falco, userspace/falco/app/actions (container and k8s format).
    private static let abbreviations: [(name: StaticString, field: AlertField)] = [
        ("user", .userName), ("process", .procName), ("command", .procCmdline), ("parent", .procPname),
        ("gparent", .procAname2), ("ggparent", .procAname3), ("file", .fdName), ("connection", .fdName),
        ("container", .containerID), ("image", .containerImageRepository), ("terminal", .procTTY),
        ("exe_flags", .evtArgFlags), ("k8s.ns", .k8sNsName), ("k8s_ns", .k8sNsName), ("k8s.pod", .k8sPodName),
        ("k8s_pod", .k8sPodName), ("ns", .k8sNsName), ("pod", .k8sPodName),
    ]

    private static let longestKey = 32

    /// Where the first field begins; the message's end when it has none.
    let start: Int
    private let message: UnsafeRawBufferPointer
    /// The place of each field's value, by the field's number.
    private var values: [Range<Int>?]

    /// Looks through a message once, from end to end.
    init(_ message: UnsafeRawBufferPointer) {
        self.message = message
        values = Array(repeating: nil, count: 128)
        var start = message.count
        var current: (field: AlertField, value: Int)?
        // Where the word that is being read began; -1 when it can be no key.
        var word = 0
        for index in message.indices {
            switch message[index] {
            case 0x20, 0x28, 0x7C, 0x0A:
                word = index + 1
            case 0x3D where word >= 0:
                let key = UnsafeRawBufferPointer(rebasing: message[word..<index])
                if let field = Self.field(of: key) {
                    if let current {
                        Self.close(current.field, current.value..<word, in: message, &values)
                    } else {
                        start = word
                    }
                    current = (field, index + 1)
                }
                word = -1
            default:
                if word >= 0, index - word > Self.longestKey {
                    word = -1
                }
            }
        }
        if let current {
            Self.close(current.field, current.value..<message.count, in: message, &values)
        }
        self.start = start
    }

    /// Calls with each field that has a value, in the order of `AlertField`.
    func visit(_ body: (AlertField, UnsafeRawBufferPointer) -> Void) {
        for field in AlertField.allCases {
            if let range = values[Int(field.rawValue)] {
                body(field, UnsafeRawBufferPointer(rebasing: message[range]))
            }
        }
    }

    private static func field(of key: UnsafeRawBufferPointer) -> AlertField? {
        guard key.count >= 2 else { return nil }
        if let number = AlertField.outputFields.number(of: key) {
            return AlertField(rawValue: number)
        }
        return abbreviations.first { key.equals($0.name) }?.field
    }

    private static func close(
        _ field: AlertField,
        _ range: Range<Int>,
        in message: UnsafeRawBufferPointer,
        _ values: inout [Range<Int>?]
    ) {
        let isAppended = field.name.isAppendedByEngine
        guard isAppended || values[Int(field.rawValue)] == nil else { return }
        var end = range.upperBound
        while end > range.lowerBound, [0x20, 0x28, 0x7C, 0x0A].contains(message[end - 1]) {
            end -= 1
        }
        // The bracket that closes the fields, unless the value opened one itself.
        if end > range.lowerBound, message[end - 1] == 0x29, !message[range.lowerBound..<end].contains(0x28) {
            end -= 1
        }
        values[Int(field.rawValue)] = range.lowerBound..<end
    }
}

extension StaticString {
    /// Whether a field's name is one of those that Falco appends behind the rule's own output.
    fileprivate var isAppendedByEngine: Bool {
        let bytes = UnsafeRawBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
        return bytes.starts(with: Array("container.".utf8)) || bytes.starts(with: Array("k8s".utf8))
    }
}
