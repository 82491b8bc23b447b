package import Synchronization

/// What a server has seen since it started; each only grows.
package final class HTTPServerCounters: Sendable {
    /// Whole requests given to the handler.
    package let requests = Atomic<UInt64>(0)

    /// Requests refused because their body's length was ambiguous.
    package let framingRefusals = Atomic<UInt64>(0)

    /// Requests refused or cut because their body was too large.
    package let bodiesTooLarge = Atomic<UInt64>(0)

    /// Connections cut because a client was over its deadline.
    package let slowClientsCut = Atomic<UInt64>(0)
}
