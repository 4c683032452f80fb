extension NitroDocument {
    /// What a whole document says, whoever signed it: for display only.
    package init(unchecked document: [UInt8]) throws(EvidenceError) {
        try self.init(parsing: COSESign1(parsing: document).payload)
    }
}
