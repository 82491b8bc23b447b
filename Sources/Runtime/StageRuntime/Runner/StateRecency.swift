/// When a key was last touched, as its changelog record carries it: `sequence/touchedNanoseconds`, in one header.
///
/// It is outside the state's own bytes so that a restore can order keys without decoding their states.
struct StateRecency: Equatable {
    /// Number of the record that last touched the key, counted from the start of the partition; never negative.
    let sequence: Int64
    /// Stream time at that record, in nanoseconds since 1970.
    let touchedNanoseconds: Int64

    init(sequence: Int64, touchedNanoseconds: Int64) {
        self.sequence = sequence
        self.touchedNanoseconds = touchedNanoseconds
    }

    /// Reads a header value; nil when it has not this form.
    init?(_ header: UnsafeRawBufferPointer) {
        let parts = header.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2,
            let sequence = Int64(String(decoding: parts[0], as: UTF8.self)),
            let touched = Int64(String(decoding: parts[1], as: UTF8.self))
        else {
            return nil
        }
        self.init(sequence: sequence, touchedNanoseconds: touched)
    }

    /// Replaces the buffer's bytes by the written form.
    func write(into buffer: inout [UInt8]) {
        buffer.removeAll(keepingCapacity: true)
        buffer.appendDecimal(sequence)
        buffer.append(UInt8(ascii: "/"))
        buffer.appendDecimal(touchedNanoseconds)
    }
}
