import JSONText

extension AlertField {
    /// Members of an alert's object that are no field of their own, numbered behind all fields.
    enum Member {
        static let time: UInt8 = 120
        static let priority: UInt8 = 121
        static let tags: UInt8 = 122
        static let outputFields: UInt8 = 123
        /// Room for a position a number.
        static let capacity = 124
    }

    /// The numbers of all fields, and those that the rows of the identity table give their own.
    static let every: JSONKeySet = {
        var every = set(of: allCases)
        for number in IdentityTable.firstNumber..<IdentityTable.endNumber {
            every.insert(number)
        }
        return every
    }()

    /// The fields of Kubernetes audit alone, which tell its alerts of a Falco that named no source.
    static let audit = set(of: allCases.filter { "\($0.name)".hasPrefix("ka.") })

    /// Fields that no feature and no fact is made of: long texts, and names of what other fields name.
    static let undecided = set(of: [
        .output, .message, .procPcmdline, .procExe, .procPexe, .procPexepath, .procCwd, .procArgs, .procPid, .procPpid,
        .procSid, .procAname2, .procAname3, .procAname4, .procDuration, .threadCapEffective, .evtArgs,
        .containerMounts, .containerStartTs, .kaUserAgent,
    ])

    /// Every field that something may be decided by.
    static let decided = undecided.complement

    private static func set(of fields: [AlertField]) -> JSONKeySet {
        var set = JSONKeySet()
        for field in fields {
            set.insert(field.rawValue)
        }
        return set
    }

    /// The members of an alert's object.
    static let topLevel = JSONKeyTable(
        [
            (Array("time".utf8), Member.time), (Array("priority".utf8), Member.priority),
            (Array("tags".utf8), Member.tags), (Array("output_fields".utf8), Member.outputFields),
        ] + allCases.prefix(topLevelCount).map { ($0.nameBytes, $0.rawValue) }
    )

    /// The members of `output_fields`.
    ///
    /// Besides Falco's own spelling the one that falcosidekick makes on request: dots and opening brackets as
    /// underscores, closing brackets dropped.
    static let outputFields = JSONKeyTable(
        allCases.dropFirst(topLevelCount).flatMap { field in
            spellings(of: field.nameBytes).map { ($0, field.rawValue) }
        }
    )

    /// Returns a field's name as Falco spells it, as falcosidekick does on request, and as Logstash has to, which does not
    /// take brackets: `proc.aname[2]` becomes `proc.aname.2` (falcosidekick, outputs/logstash.go).
    static func spellings(of name: [UInt8]) -> [[UInt8]] {
        let underscored = name.compactMap { $0 == 0x2E || $0 == 0x5B ? 0x5F : $0 == 0x5D ? nil : $0 }
        let dotted = name.compactMap { $0 == 0x5B ? 0x2E : $0 == 0x5D ? nil : $0 }
        return dotted == name ? [name, underscored] : [name, underscored, dotted]
    }

    private var nameBytes: [UInt8] {
        [UInt8](UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }
}
