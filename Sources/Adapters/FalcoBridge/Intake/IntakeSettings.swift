/// How the bridge names what it receives, and the limits of what it holds.
package struct IntakeSettings: Sendable {
    /// The tenant whose alerts these are; the first part of every profile.
    package var tenant = "default"

    /// The cluster they come from; the second part of every profile.
    package var cluster = "local"

    /// Received bytes that are not yet durable; at the bound HTTP answers 503 and files wait.
    package var maximumHeldBytes = 16 << 20

    /// Bodies and batches that are not yet durable; at the bound HTTP answers 503 and files wait.
    package var maximumHeldCount = 16_384

    /// Bytes of records after which a group is committed although more is waiting.
    package var groupBytes = 4 << 20

    /// How long to wait before trying again what the log refused, when nothing new comes; also the least time between
    /// two tries.
    package var retryPause: Duration = .milliseconds(100)

    /// The producer's name in the log; stable over restarts.
    package var producerID = "bridge"

    package init() {}
}
