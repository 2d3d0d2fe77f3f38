"""The least a Django site can be that shows the same rows: one table, one view, one template.

Run by the server that tilstede uses, `bench.bare_site.site:application`, in a process of its own.
"""
