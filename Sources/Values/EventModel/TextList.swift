package import JSONText

/// A list of strings in two allocations whatever its length, such as an alert's tags; at most 4 GiB of text.
package struct TextList: Hashable, Sendable {
    /// The end of each string in `text`.
    private var ends: [UInt32] = []
    private var text: [UInt8] = []

    /// Makes a list.
    package init<Texts: Sequence>(_ texts: Texts) where Texts.Element == String {
        for text in texts {
            append(text)
        }
    }

    /// Reads a JSON array of strings; nil when it is something else.
    package init?(_ view: JSONView) {
        guard view.kind == .array else { return nil }
        let count = view.elementCount
        ends.reserveCapacity(count)
        // A tag of Falco's rules has some 14 bytes.
        text.reserveCapacity(count * 16)
        for element in view.elements {
            guard let bytes = element.stringBytes else { return nil }
            append(bytes: bytes)
        }
    }

    /// Appends a string.
    package mutating func append(_ string: String) {
        var string = string
        string.withUTF8 { append(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Appends a string given by its valid UTF-8 bytes.
    package mutating func append(bytes: UnsafeRawBufferPointer) {
        text.append(contentsOf: bytes)
        ends.append(UInt32(text.count))
    }

    /// Hands the bytes of one string to the body, which must not let them escape.
    package func withBytes<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = index == 0 ? 0 : Int(ends[index - 1])
        let end = Int(ends[index])
        return text.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
    }
}

extension TextList: RandomAccessCollection {
    package var startIndex: Int { 0 }

    package var endIndex: Int { ends.count }

    package subscript(index: Int) -> String {
        withBytes(at: index) { String(decoding: $0, as: UTF8.self) }
    }
}

extension TextList: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: String...) {
        self.init(elements)
    }
}

extension TextList: CustomStringConvertible {
    package var description: String { Array(self).description }
}

extension JSONWriter {
    /// Writes an array of strings.
    package mutating func texts(_ list: TextList) {
        beginArray()
        for index in list.indices {
            list.withBytes(at: index) { string($0) }
        }
        endArray()
    }
}
