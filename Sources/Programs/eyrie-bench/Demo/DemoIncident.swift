import EventModel
import JSONText

/// What the demo wants to know of a line of `eyrie incidents list --json`.
struct DemoIncident: Payload {
    let id: String
    let profile: String
    let opened: Timestamp
    let alerts: Int

    init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "incident")
        id = try reader.string("id")
        profile = try reader.string("profile")
        opened = try reader.timestamp("opened")
        alerts = try reader.count("alerts")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("profile", profile)
        writer.member("opened", opened)
        writer.member("alerts", alerts)
        writer.endObject()
    }

    /// Reads all lines.
    ///
    /// - Throws: `PayloadFault` when one is not an incident.
    static func read(lines: String) throws(PayloadFault) -> [DemoIncident] {
        let parser = JSONParser()
        var incidents: [DemoIncident] = []
        for line in lines.split(separator: "\n") {
            incidents.append(try parser.decode(DemoIncident.self, from: Array(line.utf8)))
        }
        return incidents
    }
}
