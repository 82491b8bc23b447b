package import EventModel
package import JSONText

extension ProfileState: Payload {
    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "ProfileState")
        guard try reader.int64("profile") == 1 else { throw reader.bad("profile", "version 1") }
        guard
            let head = UInt32(exactly: try reader.int64("head")),
            let windows = AlertWindows(
                head: head,
                tens: try reader.required("tens"),
                minutes: try reader.required("minutes")
            )
        else { throw reader.bad("head", "the counts that features write") }
        self.windows = windows
        guard let age = UInt32(exactly: try reader.int64("age")), age <= windows.minute else {
            throw reader.bad("age", "minutes before the newest")
        }
        born = windows.minute - age
        let now = windows.minute
        rules = try Self.set("rules", Capacity.rules, now, reader)
        processes = try Self.set("processes", Capacity.processes, now, reader)
        lineages = try Self.set("lineages", Capacity.lineages, now, reader)
        files = try Self.set("files", Capacity.files, now, reader)
        remotes = try Self.set("remotes", Capacity.remotes, now, reader)
        users = try Self.set("users", Capacity.users, now, reader)
        images = try Self.set("images", Capacity.images, now, reader)
        ruleCounts = try Self.table("rule_counts", Capacity.rules, now, reader)
        entityCounts = try Self.table("entity_counts", Capacity.entities, now, reader)
    }

    package func write(into writer: inout JSONWriter) {
        let now = windows.minute
        writer.beginObject()
        writer.member("profile", 1)
        writer.member("head", windows.head)
        writer.member("age", now - born)
        windows.write(into: &writer)
        rules.write(into: &writer, as: "rules", now: now)
        processes.write(into: &writer, as: "processes", now: now)
        lineages.write(into: &writer, as: "lineages", now: now)
        files.write(into: &writer, as: "files", now: now)
        remotes.write(into: &writer, as: "remotes", now: now)
        users.write(into: &writer, as: "users", now: now)
        images.write(into: &writer, as: "images", now: now)
        ruleCounts.write(into: &writer, as: "rule_counts", now: now)
        entityCounts.write(into: &writer, as: "entity_counts", now: now)
        writer.endObject()
    }

    private static func set(
        _ name: StaticString,
        _ capacity: Int,
        _ now: UInt32,
        _ reader: borrowing MemberReader
    ) throws(PayloadFault) -> SeenSet {
        guard let set = SeenSet(from: try reader.required(name), now: now, capacity: capacity) else {
            throw reader.bad(name, "the hashes that features write")
        }
        return set
    }

    private static func table(
        _ name: StaticString,
        _ capacity: Int,
        _ now: UInt32,
        _ reader: borrowing MemberReader
    ) throws(PayloadFault) -> BurstTable {
        guard let table = BurstTable(from: try reader.required(name), now: now, capacity: capacity) else {
            throw reader.bad(name, "the counts that features write")
        }
        return table
    }
}
