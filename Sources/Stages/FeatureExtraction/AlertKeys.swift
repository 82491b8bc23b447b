import EventModel

/// Stable 48-bit hashes of an alert's names; nil for missing ones.
struct AlertKeys {
    var rule: UInt64?
    var process: UInt64?
    var lineage: UInt64?
    var file: UInt64?
    var remote: UInt64?
    var user: UInt64?
    var image: UInt64?

    /// Keeps a hash exact in every JSON reader and short in the changelog; two of 64 collide once in 10^11 sets.
    private static let mask: UInt64 = (1 << 48) - 1

    /// Hashes an alert's names.
    init(_ alert: Alert) {
        rule = alert.hash(.rule).map(Self.short)
        let name = alert.hash(.procName)
        process = name.map(Self.short)
        if let name, let parent = alert.hash(.procPname) {
            lineage = Self.short(StableHash.combine(parent, name))
        }
        file = Self.folder(of: alert).map(Self.short)
        remote = (Self.remote(of: alert) ?? alert.sourceHash(.remote)).map(Self.short)
        let user = alert.hash(.userName) ?? alert.hash(.userUid) ?? alert.hash(.kaUserName)
        self.user = (user ?? alert.sourceHash(.user)).map(Self.short)
        image = Self.image(of: alert).map(Self.short)
    }

    /// Cuts a hash to 48 bits.
    static func short(_ hash: UInt64) -> UInt64 { hash & mask }

    private static func image(of alert: Alert) -> UInt64? {
        guard let repository = alert.hash(.containerImageRepository) else { return alert.hash(.containerImage) }
        guard let version = alert.hash(.containerImageTag) ?? alert.hash(.containerImageDigest) else {
            return repository
        }
        return StableHash.combine(repository, version)
    }

    /// The folder of the file, from a field or from the part of an absolute path before its last slash.
    private static func folder(of alert: Alert) -> UInt64? {
        if let folder = alert.hash(.fdDirectory) { return folder }
        var hash: UInt64?
        alert.visit(.fdName) { hash = hashOfFolder($0) }
        if hash == nil { alert.visit(.fsPathName) { hash = hashOfFolder($0) } }
        return hash
    }

    private static func hashOfFolder(_ path: UnsafeRawBufferPointer) -> UInt64? {
        let slash = UInt8(ascii: "/")
        guard path.first == slash, let last = path.lastIndex(of: slash) else { return nil }
        return StableHash.of(UnsafeRawBufferPointer(rebasing: path[0..<max(1, last)]))
    }

    /// The remote address without its port, as a field or from a descriptor such as `10.0.0.5:41000->1.2.3.4:443`.
    private static func remote(of alert: Alert) -> UInt64? {
        if let remote = alert.hash(.fdRip) ?? alert.hash(.fdSip) { return remote }
        var hash: UInt64?
        alert.visit(.fdName) { hash = hashOfRemote($0) }
        return hash
    }

    private static func hashOfRemote(_ name: UnsafeRawBufferPointer) -> UInt64? {
        guard name.first != UInt8(ascii: "/") else { return nil }
        var start: Int?
        for index in 1..<max(1, name.count)
        where name[index] == UInt8(ascii: ">") && name[index - 1] == UInt8(ascii: "-") {
            start = index + 1
        }
        guard let start else { return nil }
        let end = name[start...].lastIndex(of: UInt8(ascii: ":")) ?? name.count
        return StableHash.of(UnsafeRawBufferPointer(rebasing: name[start..<end]))
    }
}
