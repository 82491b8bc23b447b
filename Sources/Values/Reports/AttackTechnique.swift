/// Tags that are an id of ATT&CK, such as `T1059`, `T1059.004` or, for a tactic, `TA0003`.
package enum AttackTechnique {
    /// Returns the id in upper case; nil when the tag is something else.
    ///
    /// Source: Falco's `mitre_attack_checker` takes `^TA?\d+.\d+`; here the whole tag has to be an id: `T` and four
    /// digits, with a point and three digits for a sub-technique, or `TA` and four digits.
    package static func id(of tag: String) -> String? {
        let text = Array(tag.uppercased().utf8)
        guard text.first == 0x54 else { return nil }
        let digitsStart = text.count > 1 && text[1] == 0x41 ? 2 : 1
        let digits = text[digitsStart...]
        let main = digits.prefix(4)
        guard main.count == 4, main.allSatisfy(isDigit) else { return nil }
        let rest = digits.dropFirst(4)
        if rest.isEmpty {
            return String(decoding: text, as: UTF8.self)
        }
        guard digitsStart == 1, rest.count == 4, rest.first == 0x2E, rest.dropFirst().allSatisfy(isDigit) else {
            return nil
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func isDigit(_ character: UInt8) -> Bool { 0x30...0x39 ~= character }
}
