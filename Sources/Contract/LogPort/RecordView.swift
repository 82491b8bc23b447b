/// One record of a batch, borrowed: its pointers are valid only inside the call that hands it out.
package struct RecordView {
    package let offset: Int64
    /// Receipt time in milliseconds since 1970 (recorded by the bridge, inherited by what follows from it).
    package let timestampMilliseconds: Int64
    /// Do not escape.
    package let key: UnsafeRawBufferPointer
    /// Encoded headers, see ``RecordHeaders``; do not escape.
    package let headers: UnsafeRawBufferPointer
    /// Do not escape; nil is a tombstone ("this key is gone").
    package let value: UnsafeRawBufferPointer?

    package init(
        offset: Int64,
        timestampMilliseconds: Int64,
        key: UnsafeRawBufferPointer,
        headers: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer?
    ) {
        self.offset = offset
        self.timestampMilliseconds = timestampMilliseconds
        self.key = key
        self.headers = headers
        self.value = value
    }

    /// Returns the bytes of the first header of this name, nil without one; do not escape.
    package func header(_ name: StaticString) -> UnsafeRawBufferPointer? {
        RecordHeaders.find(name, in: headers)
    }
}
