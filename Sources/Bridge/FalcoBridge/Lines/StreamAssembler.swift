/// Cuts the bytes of one stream into pieces that may be alerts.
package protocol StreamAssembler {
    /// Bytes that wait for the end of their piece.
    var heldBytes: Int { get }

    /// Takes the next bytes and returns the pieces that they complete; nil when they complete none.
    mutating func feed(_ fresh: UnsafeRawBufferPointer) -> LineBlock?

    /// Treats the end of the stream as the end of the held bytes; nil when none are held.
    mutating func finish() -> LineBlock?
}
