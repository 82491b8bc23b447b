import EventModel

/// Says whether a line that cannot be read as an alert may hold one, or a part of one.
///
/// Falco's banner, its log and other programs' lines are skipped; what is named here becomes a dead letter, since nobody
/// looks for evidence in a count of skipped lines.
enum LineHint {
    private static let words: [[UInt8]] = [
        #""rule""#, #"\"rule\""#, #""output""#, #"\"output\""#, #""output_fields""#, #""priority""#, #"\"priority\""#,
        #""evt.time"#, "CEF:",
    ].map { Array($0.utf8) }

    /// Returns why a line may hold an alert, to be said in its dead letter; nil when it does not look so.
    static func reason(of line: UnsafeRawBufferPointer) -> String? {
        if line.contains(0) {
            return "the line has NUL bytes: it may be UTF-16 or another encoding than UTF-8, or be damaged"
        }
        if starts(line, [0x1F, 0x8B]) || starts(line, [0x28, 0xB5, 0x2F, 0xFD]) {
            return "the line begins as compressed data does"
        }
        if let word = words.first(where: { contains(line, $0) }) {
            return "the line is no alert, and has \(String(decoding: word, as: UTF8.self)) in it"
        }
        if line.last(where: { $0 > 0x20 }) == 0x7D, contains(line, Array("\":".utf8)) {
            return "the line looks like the end of an alert whose beginning is missing"
        }
        if hasTextAlert(line) {
            return "the line has a time and a priority as Falco's text form, behind something else"
        }
        return nil
    }

    /// Whether `HH:MM:SS.nnnnnnnnn: ` stands anywhere, which only Falco's text form has.
    private static func hasTextAlert(_ line: UnsafeRawBufferPointer) -> Bool {
        var digits = 0
        for index in line.indices {
            switch line[index] {
            case 0x30...0x39:
                digits += 1
            case 0x3A where digits == 9 && index >= 18 && index + 1 < line.count && line[index + 1] == 0x20:
                if line[index - 10] == 0x2E, line[index - 13] == 0x3A, line[index - 16] == 0x3A { return true }
                digits = 0
            default:
                digits = 0
            }
        }
        return false
    }

    private static func starts(_ line: UnsafeRawBufferPointer, _ bytes: [UInt8]) -> Bool {
        line.starts(with: bytes)
    }

    private static func contains(_ line: UnsafeRawBufferPointer, _ word: [UInt8]) -> Bool {
        guard line.count >= word.count else { return false }
        var start = 0
        while start + word.count <= line.count {
            guard let found = line[start...].firstIndex(of: word[0]), found + word.count <= line.count else {
                return false
            }
            if line[found..<(found + word.count)].elementsEqual(word) { return true }
            start = found + 1
        }
        return false
    }
}
