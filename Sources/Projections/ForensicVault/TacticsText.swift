import EventModel
import JSONText

/// The tactics of an incident as one column: a JSON array of Falco's tags.
enum TacticsText {
    static func write(_ tactics: TextList) -> String {
        var writer = JSONWriter(capacity: 128)
        writer.texts(tactics)
        return writer.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    static func read(_ text: String, with parser: JSONParser) throws(VaultError) -> [String] {
        var text = text
        let list = text.withUTF8 { bytes in
            (try? parser.parse(UnsafeRawBufferPointer(bytes))).flatMap { TextList($0) }
        }
        guard let list else {
            throw VaultError(.damaged, action: "reading an incident's tactics", message: "not a JSON array of strings")
        }
        return Array(list)
    }
}
