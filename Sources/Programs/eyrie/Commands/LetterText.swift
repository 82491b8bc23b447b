import EventModel
import JSONText
import Operations
import Reports

/// A dead letter as text; the senders' text is escaped so that it cannot move a terminal's cursor.
enum LetterText {
    static func line(_ stored: StoredLetter, _ fate: LetterFate?) -> String {
        let letter = stored.letter
        return "\(ReportText.visible("\(stored.coordinates)"))  \(stored.receivedAt)  \(letter.stage) \(letter.code)  "
            + "\(letter.value.count) bytes  \(ReportText.visible(letter.message))" + (fate.map { "  (\($0))" } ?? "")
    }

    /// Everything about one letter; its value as it is if it is plain text, else in base64.
    static func page(_ stored: StoredLetter, _ fate: LetterFate?) -> String {
        let letter = stored.letter
        var lines = [
            "letter:    \(ReportText.visible("\(stored.coordinates)"))",
            "place:     \(Topics.deadLetters.name)/\(stored.place)",
            "origin:    \(ReportText.visible(letter.topic))"
                + (letter.offset >= 0 ? " partition \(letter.partition) offset \(letter.offset)" : " (a door)"),
            "refused:   by \(letter.stage), \(letter.code): \(ReportText.visible(letter.message))",
            "received:  \(stored.receivedAt)",
            "state:     \(fate.map { "\($0)" } ?? "open")",
        ]
        if let key = letter.key {
            lines.append("key:       \(shown(key))")
        }
        lines.append("value:     \(letter.value.count) bytes\(isFaithful(letter.value) ? "" : ", in base64")")
        lines.append(shown(letter.value))
        return lines.joined(separator: "\n") + "\n"
    }

    static func json(_ stored: StoredLetter, _ fate: LetterFate?, withValue: Bool) -> String {
        let letter = stored.letter
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("letter", "\(stored.coordinates)")
        writer.member("place", "\(stored.place)")
        writer.member("stage", letter.stage)
        writer.member("code", letter.code)
        writer.member("message", letter.message)
        writer.member("received", stored.receivedAt)
        writer.member("state", fate?.action.word ?? "open")
        if let fate {
            writer.member("settled_at", fate.at)
            writer.member("settled_by", fate.by)
        }
        writer.member("value_size", letter.value.count)
        if withValue {
            if let key = letter.key {
                key.withUnsafeBytes { writer.member("key_base64", base64: $0) }
            }
            letter.value.withUnsafeBytes { writer.member("value_base64", base64: $0) }
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Whether bytes are text without invisible characters.
    private static func isFaithful(_ bytes: [UInt8]) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        let plain = text.filter { $0 != "\n" && $0 != "\t" }
        return ReportText.visible(plain) == plain
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        guard isFaithful(bytes) else {
            var writer = JSONWriter()
            bytes.withUnsafeBytes { writer.base64($0) }
            // The writer quotes; base64 has nothing to escape.
            return String(decoding: writer.bytes.dropFirst().dropLast(), as: UTF8.self)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
