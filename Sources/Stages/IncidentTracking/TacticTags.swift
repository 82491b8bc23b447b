import EventModel

/// Tags that name an ATT&CK tactic: `mitre_` in any case and something behind it.
///
/// Source: Falco's own `mitre_attack_checker` (falco_rules.py), which looks for `MITRE_` in the upper-cased tag.
enum TacticTags {
    /// How many different tactics an incident remembers; ATT&CK has 14, a sender may invent more.
    static let maximumCount = 20
    /// The longest tag that is taken, in bytes; the longest of ATT&CK has 26.
    static let maximumBytes = 64

    private static let prefix: StaticString = "mitre_"

    /// Whether one of the subject's tags names a tactic; allocates nothing.
    static func isAny(of subject: Subject) -> Bool {
        subject.hasTag(names)
    }

    /// Returns the tactics among the tags, in lower case and in their order.
    static func all(of tags: TextList) -> [String] {
        var tactics: [String] = []
        for index in tags.indices where tags.withBytes(at: index, names) {
            let tactic = tags[index].lowercased()
            if !tactics.contains(tactic) {
                tactics.append(tactic)
            }
        }
        return tactics
    }

    private static func names(_ tag: UnsafeRawBufferPointer) -> Bool {
        let length = prefix.utf8CodeUnitCount
        guard tag.count > length, tag.count <= maximumBytes else { return false }
        for index in 0..<length {
            let expected = prefix.utf8Start[index]
            let isLetter = expected != 0x5F
            guard (isLetter ? tag[index] | 0x20 : tag[index]) == expected else { return false }
        }
        return true
    }
}
