/// The line that a deciding process prints for one topic: `topic partition count digest digestAtLiveCount`.
struct DecidedTopic {
    let topic: String
    let partition: Int32
    let count: Int64
    let digest: String
    /// `-` when the replay decided less than the live topic held.
    let digestAtLiveCount: String

    init(topic: String, partition: Int32, count: Int64, digest: String, digestAtLiveCount: String) {
        self.topic = topic
        self.partition = partition
        self.count = count
        self.digest = digest
        self.digestAtLiveCount = digestAtLiveCount
    }

    init?(line: Substring) {
        let parts = line.split(separator: " ").map(String.init)
        guard parts.count == 5, let partition = Int32(parts[1]), let count = Int64(parts[2]) else { return nil }
        self.init(topic: parts[0], partition: partition, count: count, digest: parts[3], digestAtLiveCount: parts[4])
    }

    var line: String {
        "\(topic) \(partition) \(count) \(digest) \(digestAtLiveCount)"
    }
}
