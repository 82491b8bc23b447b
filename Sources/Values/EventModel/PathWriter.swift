/// Joins the parts of a profile's or an entity's path.
struct PathWriter {
    private(set) var bytes: [UInt8]

    init() {
        bytes = []
    }

    init(_ prefix: [UInt8]) {
        bytes = []
        bytes.reserveCapacity(prefix.count + 128)
        bytes += prefix
    }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Appends a field as a part, `-` when it is unknown.
    mutating func part(of alert: Alert, _ field: AlertField) {
        let known: Void? = alert.bytes(of: field) { part($0) }
        if known == nil {
            part("-")
        }
    }

    mutating func part(_ text: String) {
        var text = text
        text.withUTF8 { part(UnsafeRawBufferPointer($0)) }
    }

    mutating func part(_ text: UnsafeRawBufferPointer) {
        if !bytes.isEmpty {
            bytes.append(0x2F)
        }
        var end = text.count
        if end > ProfileNaming.maximumPartBytes {
            end = ProfileNaming.maximumPartBytes
            while end > 0, text[end] & 0xC0 == 0x80 {
                end -= 1
            }
        }
        let part = UnsafeRawBufferPointer(rebasing: text[..<end])
        guard part.contains(where: { $0 == 0x2F || $0 == 0x25 }) else {
            bytes.append(contentsOf: part)
            return
        }
        for character in part {
            switch character {
            case 0x2F: bytes += [0x25, 0x32, 0x46]
            case 0x25: bytes += [0x25, 0x32, 0x35]
            default: bytes.append(character)
            }
        }
    }
}
