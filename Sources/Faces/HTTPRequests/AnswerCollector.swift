/// What libcurl's callbacks fill while an answer comes in.
final class AnswerCollector {
    let maximumBodyBytes: Int
    let maximumHeaderBytes: Int
    private(set) var headers: [HTTPClientHeader] = []
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false
    /// The headers fitted and the body did not.
    private(set) var isBodyTooLarge = false
    /// An address of this request was refused.
    private(set) var isAddressRefused = false
    private var headerBytes = 0

    init(maximumBodyBytes: Int, maximumHeaderBytes: Int) {
        self.maximumBodyBytes = maximumBodyBytes
        self.maximumHeaderBytes = maximumHeaderBytes
    }

    func clear() {
        headers.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: true)
        isTooLarge = false
        isBodyTooLarge = false
        isAddressRefused = false
        headerBytes = 0
    }

    func noteRefusedAddress() {
        isAddressRefused = true
    }

    /// Returns how many bytes were taken; fewer than were given makes libcurl end the request.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= maximumBodyBytes else {
            isTooLarge = true
            isBodyTooLarge = true
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    /// Takes one header line with its end of line; a status line restarts, so interim answers leave nothing.
    func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= maximumHeaderBytes else {
            isTooLarge = true
            return 0
        }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            headers.removeAll(keepingCapacity: true)
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop(while: Self.isBlank)
            let end = value.lastIndex { !Self.isBlank($0) }.map { value.index(after: $0) } ?? value.startIndex
            headers.append(HTTPClientHeader(String(line[..<colon]), String(value[..<end])))
        }
        return bytes.count
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t" || character.isNewline
    }
}
