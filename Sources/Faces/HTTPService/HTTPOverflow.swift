/// What is known of a body over the limit, of which only the beginning is kept.
package struct HTTPOverflow: Sendable, Equatable {
    /// Bytes of the body: as announced, or as many as came.
    package internal(set) var length: UInt64

    /// Whether the length was announced; else it is what came so far, and the body may be longer.
    package let isAnnounced: Bool
}
