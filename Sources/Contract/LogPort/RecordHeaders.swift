import JSONText

/// The encoding of a record's headers inside a batch: `[u16 name length][name][u32 value length][value]`, repeated.
///
/// Integers are little-endian. A record has none or one of ours; an engine maps them to its own headers.
package enum RecordHeaders {
    /// The name of the header that gives the input's coordinates (DESIGN.md rule 7).
    package static let source: StaticString = "eyrie-source"
    /// The header with a state record's recency in a changelog: `sequence/streamTimeNanoseconds`.
    package static let recency: StaticString = "eyrie-recency"
    /// The media type of the value, on alerts: CloudEvents structured mode.
    package static let contentType: StaticString = "content-type"
    /// The media type of an alert in its envelope.
    package static let alertMediaType = "application/cloudevents+json; charset=UTF-8"

    /// Appends one header to encoded headers.
    package static func append(_ name: StaticString, _ value: some Collection<UInt8>, to bytes: inout [UInt8]) {
        let nameLength = UInt16(name.utf8CodeUnitCount)
        bytes.append(UInt8(truncatingIfNeeded: nameLength))
        bytes.append(UInt8(truncatingIfNeeded: nameLength >> 8))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        let valueLength = UInt32(value.count)
        for shift: UInt32 in [0, 8, 16, 24] {
            bytes.append(UInt8(truncatingIfNeeded: valueLength >> shift))
        }
        bytes.append(contentsOf: value)
    }

    /// Calls `body` with each header in order; stops at bytes that are no header.
    package static func visit(
        in headers: UnsafeRawBufferPointer,
        _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void
    ) {
        var position = 0
        while let header = Header(headers, at: position) {
            body(header.name, header.value)
            position = header.end
        }
    }

    /// The places of one encoded header.
    private struct Header {
        let name: UnsafeRawBufferPointer
        let value: UnsafeRawBufferPointer
        let end: Int

        /// Reads the header that begins at a position; nil at the end, or at bytes that are no header.
        init?(_ headers: UnsafeRawBufferPointer, at position: Int) {
            guard position + 6 <= headers.count else { return nil }
            let nameLength = Int(headers.loadUnaligned(fromByteOffset: position, as: UInt16.self).littleEndian)
            let nameStart = position + 2
            guard nameStart + nameLength + 4 <= headers.count else { return nil }
            let valueLength = Int(
                headers.loadUnaligned(fromByteOffset: nameStart + nameLength, as: UInt32.self).littleEndian
            )
            let valueStart = nameStart + nameLength + 4
            guard valueStart + valueLength <= headers.count else { return nil }
            name = UnsafeRawBufferPointer(rebasing: headers[nameStart..<nameStart + nameLength])
            value = UnsafeRawBufferPointer(rebasing: headers[valueStart..<valueStart + valueLength])
            end = valueStart + valueLength
        }
    }

    /// Returns the headers behind the first one, all of them when there is none; do not escape.
    package static func behindFirst(_ headers: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let first = Header(headers, at: 0) else { return headers }
        return UnsafeRawBufferPointer(rebasing: headers[first.end...])
    }

    /// Returns the value of the first header of that name; do not escape.
    package static func find(_ name: StaticString, in headers: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        // The first header is nearly always the one: no closure for it.
        var position = 0
        while let header = Header(headers, at: position) {
            if header.name.equals(name) {
                return header.value
            }
            position = header.end
        }
        return nil
    }
}
