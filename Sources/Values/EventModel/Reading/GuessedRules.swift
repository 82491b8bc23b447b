/// The names that alerts in text form get as their rule, bounded in number.
///
/// Falco's text form has the rule's output and not its name. Numbers and ids in it would make each alert a rule of its
/// own, never seen before; so they are `#`. Behind `maximumCount` names in the life of a reader every other one is
/// `other`. What an envelope says is taken as it is.
struct GuessedRules {
    /// The most names of one reader.
    static let maximumCount = 256
    /// The name behind the bound.
    static let other = Array("Falco alert in text form".utf8)

    private var names: Set<[UInt8]> = []
    /// What an earlier reading decided; nil decides now.
    private let decided: [UInt8]?

    /// Begins without names.
    init() {
        decided = nil
    }

    /// Takes the name that an earlier reading decided.
    init(decided name: [UInt8]) {
        decided = name
    }

    /// Returns the name for the beginning of a message.
    mutating func name(of text: UnsafeRawBufferPointer) -> [UInt8] {
        if let decided { return decided }
        let name = Self.plain(text)
        if names.contains(name) { return name }
        guard names.count < Self.maximumCount else { return Self.other }
        names.insert(name)
        return name
    }

    /// The text with `#` for each run of digits, and for each word that is an id in hexadecimal digits.
    private static func plain(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        var plain: [UInt8] = []
        var index = 0
        while index < text.count {
            let end = text[index...].firstIndex { !isHexadecimal($0) } ?? text.count
            let run = text[index..<end]
            if run.count >= 8, run.contains(where: isDigit) {
                plain.append(0x23)
                index = end
            } else if isDigit(text[index]) {
                plain.append(0x23)
                index = text[index...].firstIndex { !isDigit($0) } ?? text.count
            } else {
                plain.append(text[index])
                index += 1
            }
        }
        return plain
    }

    private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

    private static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || 0x61...0x66 ~= byte | 0x20 }
}
