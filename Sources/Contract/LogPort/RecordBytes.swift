/// Bytes that a record's key or value is copied from: text in UTF-8, an array, or a borrowed buffer.
package protocol RecordBytes {
    /// Calls `body` once with the bytes, which must not escape.
    func withRecordBytes(_ body: (UnsafeRawBufferPointer) -> Void)
}

extension String: RecordBytes {
    package func withRecordBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        var text = self
        text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}

extension [UInt8]: RecordBytes {
    package func withRecordBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        withUnsafeBytes(body)
    }
}

extension UnsafeRawBufferPointer: RecordBytes {
    package func withRecordBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        body(self)
    }
}
