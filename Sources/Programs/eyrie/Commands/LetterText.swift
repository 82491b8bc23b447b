import EventModel
import JSONText
import NodeAssembly
import Reports

/// A dead letter as text; what senders wrote is shown so that it cannot move a terminal's cursor.
enum LetterText {
    static func line(_ stored: StoredLetter, _ fate: LetterFate?) -> String {
        let letter = stored.letter
        return "\(ReportText.visible("\(stored.coordinates)"))  \(stored.receivedAt)  \(letter.stage) \(letter.code)  "
            + "\(letter.value.count) bytes  \(ReportText.visible(letter.message))" + (fate.map { "  (\($0))" } ?? "")
    }

    /// Everything about one letter; its value as it is if it is text that is shown faithfully, else in base64.
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
        writer.key("letter")
        writer.string("\(stored.coordinates)")
        writer.key("place")
        writer.string("\(stored.place)")
        writer.key("stage")
        writer.string(letter.stage)
        writer.key("code")
        writer.string(letter.code)
        writer.key("message")
        writer.string(letter.message)
        writer.key("received")
        writer.timestamp(stored.receivedAt)
        writer.key("state")
        writer.string(fate?.action.word ?? "open")
        if let fate {
            writer.key("settled_at")
            writer.timestamp(fate.at)
            writer.key("settled_by")
            writer.string(fate.by)
        }
        writer.key("value_size")
        writer.int(letter.value.count)
        if withValue {
            if let key = letter.key {
                writer.key("key_base64")
                key.withUnsafeBytes { writer.base64($0) }
            }
            writer.key("value_base64")
            letter.value.withUnsafeBytes { writer.base64($0) }
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Whether bytes are text in which nothing is invisible.
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
