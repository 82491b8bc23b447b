import JSONText

/// Received bytes at the end of an envelope: verbatim as its last member `data`, or in base64 as `data_base64`.
///
/// `datasize` says how many bytes were received, so that verbatim bytes are found without parsing: they end before
/// the envelope's closing brace.
package enum ReceivedBytes {
    /// Writes the last two or three members.
    ///
    /// - Parameters:
    ///   - received: The received bytes.
    ///   - isJSON: Whether they are one JSON document and nothing else, white space aside; not checked.
    ///   - writer: Where to; inside an object.
    static func write(_ received: UnsafeRawBufferPointer, isJSON: Bool, into writer: inout JSONWriter) {
        writer.member("datasize", received.count)
        if isJSON {
            writer.member("data", raw: received)
        } else {
            writer.member("data_base64", base64: received)
        }
    }

    /// Hands the received bytes in an envelope to the body, which must not let them escape.
    ///
    /// - Parameters:
    ///   - envelope: The view of an envelope that is the whole document.
    ///   - reader: For faults.
    /// - Returns: The bytes, borrowed from the document.
    /// - Throws: `badValue` when `datasize` does not fit what is there.
    static func verbatim(
        in envelope: JSONView,
        _ reader: MemberReader
    ) throws(PayloadFault) -> UnsafeRawBufferPointer {
        let size = try reader.count("datasize")
        guard let slice = slice(of: envelope.documentText, size: size) else {
            throw reader.bad("datasize", "the size of what stands before the last brace")
        }
        return slice
    }

    /// Returns the bytes before the closing brace when `"data":` is before them.
    static func slice(of text: UnsafeRawBufferPointer, size: Int) -> UnsafeRawBufferPointer? {
        let name: StaticString = ",\"data\":"
        let end = text.count - 1
        let start = end - size
        let before = start - name.utf8CodeUnitCount
        guard size >= 0, before >= 0, text[end] == 0x7D,
            UnsafeRawBufferPointer(rebasing: text[before..<start]).equals(name)
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: text[start..<end])
    }

    /// Returns the received bytes of an envelope given as the value of a record; nil when it is not an envelope of
    /// ours.
    ///
    /// - Parameter value: The value of a record of `eyrie.alerts.v1` or `eyrie.sensors.v1`.
    /// - Returns: A copy of the bytes as they came.
    package static func copy(of value: UnsafeRawBufferPointer) -> [UInt8]? {
        withBytes(of: value) { [UInt8]($0) }
    }

    /// Hands the received bytes of an envelope to the body, borrowed or decoded; nil when it is not an envelope of
    /// ours.
    ///
    /// No JSON is parsed: inside a string a quotation mark has a backslash before it, so the first `,"datasize":` of
    /// the bytes is the member.
    ///
    /// - Parameters:
    ///   - value: The value of a record of `eyrie.alerts.v1` or `eyrie.sensors.v1`.
    ///   - body: What to do with the bytes, which must not escape.
    /// - Returns: What the body returns.
    package static func withBytes<Result>(
        of value: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        guard let position = position(behind: ",\"datasize\":", in: value) else { return nil }
        var digitsEnd = position
        while digitsEnd < value.count, value[digitsEnd] &- 0x30 <= 9 {
            digitsEnd += 1
        }
        guard let size = Decimal.int64(UnsafeRawBufferPointer(rebasing: value[position..<digitsEnd])) else {
            return nil
        }
        let rest = UnsafeRawBufferPointer(rebasing: value[digitsEnd...])
        if let slice = slice(of: rest, size: Int(size)) {
            return body(slice)
        }
        let name: StaticString = ",\"data_base64\":\""
        let start = name.utf8CodeUnitCount
        guard rest.count >= start + 2, UnsafeRawBufferPointer(rebasing: rest[..<start]).equals(name),
            let bytes = Base64.decode(UnsafeRawBufferPointer(rebasing: rest[start..<rest.count - 2])),
            bytes.count == Int(size)
        else { return nil }
        return bytes.withUnsafeBytes(body)
    }

    private static func position(behind name: StaticString, in value: UnsafeRawBufferPointer) -> Int? {
        let length = name.utf8CodeUnitCount
        guard value.count >= length else { return nil }
        for start in 0...(value.count - length) where value[start] == 0x2C {
            if UnsafeRawBufferPointer(rebasing: value[start..<start + length]).equals(name) {
                return start + length
            }
        }
        return nil
    }
}
